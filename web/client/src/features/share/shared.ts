/** What the service worker has kept of a share: gone once it is safe elsewhere. Its side: `src/sw/share.ts`. */

const CACHE = "ruche-shared";
const LIST = "/share/list";

interface Listed {
  text: string;
  files: { address: string; name: string }[];
}

export async function readShared(): Promise<{ text: string; files: File[] }> {
  const cache = await caches.open(CACHE);
  const list = await cache.match(LIST);
  if (!list) return { text: "", files: [] };
  const { text, files } = (await list.json()) as Listed;
  const read = files.map(async ({ address, name }) => {
    const blob = await (await cache.match(address))!.blob();
    return new File([blob], name, { type: blob.type });
  });
  return { text, files: await Promise.all(read) };
}

export async function dropShared(): Promise<void> {
  await caches.delete(CACHE);
}
