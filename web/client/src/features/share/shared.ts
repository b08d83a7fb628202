/** What the service worker has kept of a share: read once, then gone. Its side: `src/sw/share.ts`. */

const CACHE = "ruche-shared";
const LIST = "/share/list";

interface Listed {
  text: string;
  files: { address: string; name: string }[];
}

export async function takeShared(): Promise<{ text: string; files: File[] }> {
  const cache = await caches.open(CACHE);
  const list = await cache.match(LIST);
  if (!list) return { text: "", files: [] };
  const { text, files } = (await list.json()) as Listed;
  const read = files.map(async ({ address, name }) => {
    const blob = await (await cache.match(address))!.blob();
    return new File([blob], name, { type: blob.type });
  });
  const taken = await Promise.all(read);
  await caches.delete(CACHE);
  return { text, files: taken };
}
