const SIZE = 16;
const LIME = 0xff32cd9a;

/** The registry has an icon, and so has its stand-in: a spot of light of our own, as an ICO file. */
export const FAVICON = drawFavicon();

function drawFavicon(): Buffer {
  const head = Buffer.alloc(22);
  const image = Buffer.alloc(40 + SIZE * SIZE * 4 + SIZE * 4);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(SIZE, 6);
  head.writeUInt8(SIZE, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(image.length, 14);
  head.writeUInt32LE(head.length, 18);
  image.writeUInt32LE(40, 0);
  image.writeUInt32LE(SIZE, 4);
  // The height counts the mask below the picture, too.
  image.writeUInt32LE(SIZE * 2, 8);
  image.writeUInt16LE(1, 12);
  image.writeUInt16LE(32, 14);
  for (let pixel = 0; pixel < SIZE * SIZE; pixel += 1) {
    const [x, y] = [(pixel % SIZE) - 7.5, Math.floor(pixel / SIZE) - 7.5];
    if (Math.hypot(x, y) < 7.5) image.writeUInt32LE(LIME, 40 + pixel * 4);
  }
  return Buffer.concat([head, image]);
}
