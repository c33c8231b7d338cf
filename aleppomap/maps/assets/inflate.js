// What is packed: base64 of RFC 1950. Browsers from before 2023 cannot unpack that, so there is
// a plain way too: RFC 1951, bit by bit.
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const unpacked = (text) => (window.DecompressionStream
  ? new Response(new Blob([bytesOf(text)]).stream().pipeThrough(new DecompressionStream("deflate"))).text()
  : new TextDecoder().decode(inflate(bytesOf(text).subarray(2))));

function inflate(bytes) {
  const out = [];
  let place = 0; // in bits
  const bits = (count) => {
    let value = 0;
    for (let i = 0; i < count; i += 1, place += 1) value |= ((bytes[place >> 3] >> (place & 7)) & 1) << i;
    return value;
  };
  const times = (...runs) => runs.flatMap(([count, value]) => new Array(count).fill(value));
  // Huffman codes from their lengths: the codes of a length count up from where the shorter end.
  const codes = (lengths) => {
    const found = new Map();
    let code = 0;
    for (let length = 1; length < 16; length += 1, code *= 2) {
      lengths.forEach((own, symbol) => { if (own === length) found.set(2 ** length + code++, symbol); });
    }
    return found;
  };
  const next = (found) => {
    let code = 1;
    do code = code * 2 + bits(1);
    while (!found.has(code));
    return found.get(code);
  };
  // A length or a distance: each run of symbols takes a bit more than the one before.
  const stretch = (symbol, run, least) => {
    const more = Math.max(0, Math.floor(symbol / run) - 1);
    return least + (more ? (run + (symbol % run)) * 2 ** more : symbol) + bits(more);
  };
  const stated = () => {
    const [literals, apart, own] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
    const lengths = [];
    for (const symbol of [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15].slice(0, own)) lengths[symbol] = bits(3);
    const code = codes(lengths);
    const all = [];
    while (all.length < literals + apart) {
      const symbol = next(code);
      if (symbol < 16) all.push(symbol);
      else all.push(...times(symbol === 16 ? [3 + bits(2), all.at(-1)] : [symbol === 17 ? 3 + bits(3) : 11 + bits(7), 0]));
    }
    return [codes(all.slice(0, literals)), codes(all.slice(literals))];
  };
  const plain = () => {
    place = (place + 7) & ~7;
    const count = bits(16);
    place += 16;
    for (let i = 0; i < count; i += 1) out.push(bits(8));
  };
  const block = ([literal, apart]) => {
    for (let symbol = next(literal); symbol !== 256; symbol = next(literal)) {
      if (symbol < 256) out.push(symbol);
      else {
        const length = symbol === 285 ? 258 : stretch(symbol - 257, 4, 3);
        const back = stretch(next(apart), 2, 1);
        for (let i = 0; i < length; i += 1) out.push(out[out.length - back]);
      }
    }
  };
  for (let final = 0; !final;) {
    final = bits(1);
    const kind = bits(2);
    if (kind) block(kind === 2 ? stated() : [codes(times([144, 8], [112, 9], [24, 7], [8, 8])), codes(times([30, 5]))]);
    else plain();
  }
  return Uint8Array.from(out);
}

Object.assign(data, JSON.parse(await unpacked(data.packed)));
