// What another app shares with this one: kept until the page has asked where it should go.
// Source: Web Share Target API, section 4.

/** Where the page finds it: a JSON list of what there is, and each file beside it. */
const CACHE = "ruche-shared";
const LIST = "/share/list";

export async function takeShare(request: Request): Promise<Response> {
  const form = await request.formData();
  const said = ["title", "text", "url"].map((name) => form.get(name)).filter((part) => typeof part === "string");
  const files = form.getAll("files").filter((part): part is File => part instanceof File);
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  const names: { address: string; name: string }[] = [];
  for (const [at, file] of files.entries()) {
    const address = `/share/file/${at}`;
    await cache.put(address, new Response(file, { headers: { "content-type": file.type || "application/octet-stream" } }));
    names.push({ address, name: file.name || `file-${at + 1}` });
  }
  const text = [...new Set(said.map((part) => part.trim()).filter(Boolean))].join("\n");
  await cache.put(LIST, new Response(JSON.stringify({ text, files: names }), { headers: { "content-type": "application/json" } }));
  return Response.redirect("/share", 303);
}

export async function forgetShare(): Promise<void> {
  await caches.delete(CACHE);
}
