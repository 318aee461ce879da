import { describe, expect, it } from '@jest/globals';
import { publicUrlOf } from './public-url.js';

describe('the address of the service', () => {
  it('may have a path, and has no slash at its end', () => {
    expect(publicUrlOf({ publicUrl: null })).toBeUndefined();
    expect(publicUrlOf({ publicUrl: 'https://amt.example' })).toBe('https://amt.example');
    expect(publicUrlOf({ publicUrl: 'https://amt.example/nahtlos/' })).toBe(
      'https://amt.example/nahtlos',
    );
  });

  it.each([
    'amt.example',
    'ftp://amt.example',
    'https://a:b@amt.example',
    'https://amt.example/?a',
  ])('is not %s', (publicUrl) => {
    expect(() => publicUrlOf({ publicUrl })).toThrow('NAHTLOS_PUBLIC_URL');
  });
});
