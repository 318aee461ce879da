import { readInside } from '#source-file';
import { FormCompiler } from './forms/form-schema.js';

/** What the packages of one folder share while they are loaded: base modules are read once. */
export class Workshop {
  readonly forms = new FormCompiler();
  readonly #bytes = new Map<string, Promise<Buffer>>();

  constructor(readonly root: string) {}

  read(file: string): Promise<Buffer> {
    let reading = this.#bytes.get(file);
    if (reading === undefined) {
      reading = readInside(this.root, file);
      this.#bytes.set(file, reading);
    }
    return reading;
  }
}
