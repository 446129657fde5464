// Makes single renditions with sharp in a process that stays, and prints the processor seconds of each (peer of warm.py).
import { readFileSync } from 'node:fs';
import sharp from 'sharp';

sharp.concurrency(1);
sharp.cache(false);

const order = JSON.parse(readFileSync(0, 'utf8'));
const median = (numbers) => numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

const seconds = [];
for (const job of order.jobs) {
  const taken = [];
  for (let round = 0; round <= order.rounds; round += 1) {
    const before = process.cpuUsage();
    await sharp(job.path, { limitInputPixels: 250_000_000 })
      .autoOrient()
      .resize({ width: job.width, height: job.height, fit: 'cover', kernel: 'lanczos3' })
      .webp({ quality: job.quality, effort: 4 })
      .toFile(job.target);
    const used = process.cpuUsage(before);
    if (round > 0) taken.push((used.user + used.system) / 1e6);
  }
  seconds.push(median(taken));
}
console.log(JSON.stringify(seconds));
