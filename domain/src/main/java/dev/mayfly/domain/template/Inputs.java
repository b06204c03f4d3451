package dev.mayfly.domain.template;

import dev.mayfly.domain.Check;

/**
 * What may be brought into a workspace and taken out of it.
 *
 * @param upload whether files may be brought in
 * @param download whether files may be taken out
 * @param maxFileMiB the largest single file in MiB, 1 to 1024
 * @param clipboardIn whether text may be pasted into the desktop
 * @param clipboardOut whether text that is copied in the desktop reaches the one who controls it
 */
public record Inputs(boolean upload, boolean download, int maxFileMiB, boolean clipboardIn, boolean clipboardOut) {
    /** Refuses sizes out of bounds. */
    public Inputs {
        Check.that(maxFileMiB >= 1 && maxFileMiB <= 1024, "inputs.maxFileMiB", "1 to 1024", maxFileMiB);
    }

    /** The largest single file in bytes. */
    public long maxFileBytes() {
        return maxFileMiB * 1024L * 1024L;
    }
}
