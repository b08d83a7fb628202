// The worker's own global object, and what the server tells it of the build that it belongs to.

export const worker = self as unknown as ServiceWorkerGlobalScope;

export interface Build {
  /** Changes with any of the client's files. */
  id: string;
  /** Addresses that the client's own router serves; those that end in "*" stand for all below. */
  pages: readonly string[];
  /** The client's files, also those that load when they are needed. */
  files: readonly string[];
}

/** Written by the server before this script. */
export const build: Build = (self as unknown as { RUCHE: Build }).RUCHE;

export function isClientPage(path: string): boolean {
  return build.pages.some((page) => (page.endsWith("*") ? path.startsWith(page.slice(0, -1)) : path === page));
}
