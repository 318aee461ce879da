/** Where parts go. What `write` resolves with is durable. */
export interface PartBlobs {
  write(
    stream: AsyncIterable<Uint8Array>,
    limitBytes: number,
  ): Promise<{ uri: string; size: number; sha512: string }>;
  remove(uri: string): Promise<void>;
}
