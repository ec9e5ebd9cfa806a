// Text as Excel in Japan writes it. The browser's own table read backwards: Node decodes CP932 and does not encode it.
const byCharacter = new Map<string, number[]>();

function table(): Map<string, number[]> {
  if (byCharacter.size > 0) return byCharacter;
  const decoder = new TextDecoder('shift_jis');
  const add = (bytes: number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if ([...text].length === 1 && text !== '\ufffd' && !byCharacter.has(text)) byCharacter.set(text, bytes);
  };
  for (let single = 0x00; single <= 0xdf; single += 1) if (single < 0x80 || single > 0xa0) add([single]);
  for (let lead = 0x81; lead <= 0xfc; lead += 1) {
    if (lead > 0x9f && lead < 0xe0) continue;
    for (let trail = 0x40; trail <= 0xfc; trail += 1) add([lead, trail]);
  }
  return byCharacter;
}

export function cp932(text: string): Buffer {
  const bytes = [...text].flatMap((character) => {
    const known = table().get(character);
    if (!known) throw new Error(`not in CP932: ${character}`);
    return known;
  });
  return Buffer.from(bytes);
}
