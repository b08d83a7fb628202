// Names that nobody else gives: unique without a secure context, where `crypto.randomUUID` is missing.

export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
