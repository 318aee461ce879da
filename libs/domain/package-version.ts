/** The version alone of what a package is called in headers and answers: `1.0.0` of `gewerbe@1.0.0`. */
export function versionOf(packageVersion: string): string {
  return packageVersion.slice(packageVersion.lastIndexOf('@') + 1);
}
