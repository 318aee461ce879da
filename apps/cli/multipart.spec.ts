import { describe, expect, test } from '@jest/globals';
import { multipart } from './multipart.js';

describe('a multipart body', () => {
  test('is read back as it was, and as long as it said', async () => {
    const plan = Buffer.from([0, 13, 10, 45, 45, 255]);
    const { contentType, contentLength, body } = multipart([
      { name: 'submission', mediaType: 'application/json', size: 2, bytes: [Buffer.from('{}')] },
      {
        name: 'id-1',
        fileName: 'Lageplan "neu".pdf',
        mediaType: 'application/pdf',
        size: plan.length,
        bytes: [plan],
      },
    ]);
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    expect(bytes.length).toBe(contentLength);
    const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
    expect([...form.keys()]).toEqual(['submission', 'id-1']);
    const file = form.get('id-1') as File;
    expect(file.type).toBe('application/pdf');
    expect(Buffer.from(await file.arrayBuffer()).equals(plan)).toBe(true);
  });

  test('lets no name break out of its header', async () => {
    const { body } = multipart([
      { name: 'a"\r\nx: y', mediaType: 'text/plain\r\nx: y', size: 0, bytes: [] },
    ]);
    let text = '';
    for await (const chunk of body) text += Buffer.from(chunk).toString();
    expect(text).not.toContain('\r\nx: y');
  });
});
