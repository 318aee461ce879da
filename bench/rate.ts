/** How often a second a piece of work gets done, one after the other. */
export async function rate(work: () => unknown, seconds: number): Promise<number> {
  const begin = performance.now();
  const end = begin + seconds * 1000;
  let done = 0;
  while (performance.now() < end) {
    for (let once = 0; once < 20; once += 1) await work();
    done += 20;
  }
  return (done * 1000) / (performance.now() - begin);
}
