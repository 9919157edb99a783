import { CRC32, CRC32C, CRC64NVME, combineCrc, newCrc } from '../../../rehearsal/s3/body/crc.ts';

const kinds = [
  ['CRC-32', CRC32, 0xcbf43926n],
  ['CRC-32C', CRC32C, 0xe3069283n],
  ['CRC-64/NVME', CRC64NVME, 0xae8b14860a799888n],
] as const;

describe('cyclic redundancy checks', () => {
  test.each(kinds)('%s has the check value of its definition', (_name, kind, wanted) => {
    const crc = newCrc(kind);
    for (const piece of ['1', '2345', '', '6789']) crc.update(Buffer.from(piece));
    expect(crc.value()).toBe(wanted);
  });

  test.each(kinds)('%s of two pieces gives that of the whole', (_name, kind) => {
    const of = (bytes: Uint8Array): bigint => {
      const crc = newCrc(kind);
      crc.update(bytes);
      return crc.value();
    };
    const whole = Buffer.alloc(70_001, 'the whole');
    for (const cut of [0, 1, 65_536, 70_000, 70_001]) {
      const [first, second] = [whole.subarray(0, cut), whole.subarray(cut)];
      expect(combineCrc(kind, of(first), { crc: of(second), sizeBytes: second.length })).toBe(of(whole));
    }
  });
});
