// The store's public face. Screens import from here only.

export type * from "./api";
