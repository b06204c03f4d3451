package dev.mayfly.tests.architecture.broken.providers.other;

import dev.mayfly.tests.architecture.broken.providers.one.Known;

/** A provider that knows another one, and the vendor of a third. */
record Astray(Known known, com.github.luben.zstd.Zstd vendor) {}
