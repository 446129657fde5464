// Makes a set of renditions with sharp, one pipeline per file, as its documentation shows: the peer of renditions.py.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';

sharp.concurrency(1); // processor time is compared: threads would only add to it
sharp.cache(false);

const order = JSON.parse(readFileSync(0, 'utf8'));

function encoded(picture, job) {
  if (job.format === 'webp') return picture.webp({ quality: job.quality, effort: 4 });
  if (job.format === 'avif') {
    return picture.avif({ quality: job.quality, effort: order.avifEffort, chromaSubsampling: '4:2:0' });
  }
  if (job.format === 'jpeg') {
    return picture.jpeg({ quality: job.quality, progressive: job.progressive, optimiseCoding: true, chromaSubsampling: '4:2:0' });
  }
  return picture
    .toColourspace('cmyk')
    .withIccProfile(order.pressProfile)
    .tiff({ compression: 'lzw', predictor: 'horizontal', xres: 300 / 25.4, yres: 300 / 25.4 });
}

for (const [index, master] of order.masters.entries()) {
  for (const [number, job] of master.jobs.entries()) {
    const picture = sharp(master.path, { limitInputPixels: 250_000_000 })
      .autoOrient()
      .resize({ width: job.width, height: job.height, fit: 'cover', kernel: 'lanczos3' });
    await encoded(picture, job).toFile(`${order.folder}/${index}-${number}.${job.format}`);
  }
}
