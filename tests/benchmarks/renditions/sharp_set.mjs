// Makes sets of renditions with sharp: one pipeline per file, or one shared base as an expert would (peer of ours.py).
import { readFileSync } from 'node:fs';
import sharp from 'sharp';

sharp.concurrency(1); // processor time is compared: threads would only add to it
sharp.cache(false);

const CLEARLY_LARGER = 1.4;
const LIMITS = { limitInputPixels: 250_000_000 };
const order = JSON.parse(readFileSync(0, 'utf8'));

function encoded(picture, job) {
  if (job.format === 'webp') return picture.webp({ quality: job.quality, effort: 4 });
  if (job.format === 'avif') {
    return picture.avif({ quality: job.quality, effort: order.effort, chromaSubsampling: '4:2:0' });
  }
  if (job.format === 'jpeg') {
    return picture.jpeg({ quality: job.quality, progressive: job.progressive, optimiseCoding: true, chromaSubsampling: '4:2:0' });
  }
  if (job.format === 'png') return picture.png();
  return picture
    .toColourspace('cmyk')
    .withIccProfile(order.pressProfile)
    .tiff({ compression: 'lzw', predictor: 'horizontal', xres: 300 / 25.4, yres: 300 / 25.4 });
}

async function each(original, target) {
  for (const job of original.jobs) {
    const picture = sharp(original.path, LIMITS)
      .autoOrient()
      .resize({ width: job.width, height: job.height, fit: 'cover', kernel: 'lanczos3' });
    await encoded(picture, job).toFile(`${target}/${job.name}.${job.format}`);
  }
}

function opened(level) {
  return sharp(level.data, { raw: { width: level.width, height: level.height, channels: level.channels } });
}

async function raw(picture) {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function source(levels, original, job) {
  const enough = levels.filter((level) => level.width >= CLEARLY_LARGER * job.scale * original.width);
  return enough.length ? enough.reduce((a, b) => (b.width < a.width ? b : a)) : levels[0];
}

async function expert(original, target) {
  const largest = Math.min(1, Math.max(...original.jobs.map((job) => job.scale)));
  const width = Math.round(original.width * largest);
  const base = sharp(original.path, LIMITS).autoOrient().resize({ width, kernel: 'lanczos3' }).toColourspace('srgb');
  const levels = [await raw(base)];
  const isFull = (job) => job.box[2] === original.width && job.box[3] === original.height;
  const ordered = [...original.jobs].sort((a, b) => isFull(b) - isFull(a) || b.width - a.width);
  for (const job of ordered) {
    const same = levels.find((level) => isFull(job) && level.width === job.width && level.height === job.height);
    let picture;
    if (same) {
      picture = opened(same);
    } else {
      const level = source(levels, original, job);
      const times = level.width / original.width;
      const left = Math.round(job.box[0] * times);
      const top = Math.round(job.box[1] * times);
      picture = opened(level)
        .extract({
          left,
          top,
          width: Math.min(level.width - left, Math.round(job.box[2] * times)),
          height: Math.min(level.height - top, Math.round(job.box[3] * times)),
        })
        .resize({ width: job.width, height: job.height, fit: 'fill', kernel: 'lanczos3' });
      if (isFull(job)) {
        levels.push(await raw(picture));
        picture = opened(levels.at(-1));
      }
    }
    await encoded(picture, job).toFile(`${target}/${job.name}.${job.format}`);
  }
}

for (const [index, original] of order.originals.entries()) {
  await { each, expert }[order.how](original, `${order.folder}/${index}`);
}
