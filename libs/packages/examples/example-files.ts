import { createHash } from 'node:crypto';
import type { AcceptedSubmission } from '#domain';
import { readInside } from '#source-file';

type Body = AcceptedSubmission['submission'];

/** An attachment of an example as it lies beside it; `problem` says why it is not to be had. */
export interface ExampleFile {
  id: string;
  name: string;
  bytes: Uint8Array | undefined;
  problem: string | undefined;
  /** 128 hex digits. */
  sha512: string | undefined;
}

/** Reads the attachments of a submission from the folder `files` beside it, by their names. */
export async function exampleFiles(
  root: string,
  folder: string,
  { attachments = [] }: Body,
): Promise<ExampleFile[]> {
  const files: ExampleFile[] = [];
  for (const { id, name } of attachments) {
    try {
      const bytes = await readInside(root, `${folder}/files/${name}`);
      const sha512 = createHash('sha512').update(bytes).digest('hex');
      files.push({ id, name, bytes, problem: undefined, sha512 });
    } catch (error) {
      const problem = (error as Error).message;
      files.push({ id, name, bytes: undefined, problem, sha512: undefined });
    }
  }
  return files;
}

/** What a message may embed of the files of an example. */
export function contentsOf(files: readonly ExampleFile[]): ReadonlyMap<string, Uint8Array> {
  return new Map(
    files.flatMap(({ id, bytes }) => (bytes === undefined ? [] : [[id, bytes] as const])),
  );
}
