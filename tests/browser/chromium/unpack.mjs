// Unpacks the packaged Chromium and prints where it stands.
import chromium from "@sparticuz/chromium";

process.stdout.write(await chromium.executablePath());
