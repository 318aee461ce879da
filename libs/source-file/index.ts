export { readInside, resolveInside } from './inside.js';
export { nearest } from './nearest.js';
export { type Path, readJson, readYaml, SourceFile } from './source-file.js';
export { violations } from './violations.js';
