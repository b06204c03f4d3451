package dev.mayfly.providers.sandbox;

import dev.mayfly.domain.Check;
import dev.mayfly.providers.spi.Spec;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a sandbox may use. Files live in memory, so the sizes of the file systems are part of {@code memoryMiB}: a full
 * disk must be an error that a program sees, not a reason for the kernel to kill it.
 *
 * @param desktop whether there is a desktop, or only programs without one
 * @param memoryMiB memory of all programs and files together, 64 to 65536
 * @param cpus processors' worth of time, 0.1 to 64
 * @param processes processes and threads together, 48 to 8192
 * @param homeMiB size of the home directory, 8 to 32768
 * @param tmpMiB size of {@code /tmp} and, again, of shared memory, 8 to 8192
 * @param fileSizeMiB the largest single file, 1 to 32768
 * @param openFiles open files of one process, 64 to 65536
 * @param geometry width and height of the desktop in pixels such as 1280x800, from 320x240 to 3840x2160
 */
public record SandboxSpec(
        boolean desktop,
        int memoryMiB,
        double cpus,
        int processes,
        int homeMiB,
        int tmpMiB,
        int fileSizeMiB,
        int openFiles,
        String geometry)
        implements Spec {

    /** What {@code /run} inside may hold, in MiB. */
    static final int RUN_MIB = 8;

    /** What must be left for programs when every file system is full, in MiB; without and with a desktop. */
    private static final int LEAST_FOR_PROGRAMS = 32;

    private static final int LEAST_FOR_DESKTOP = 160;

    private static final Pattern GEOMETRY = Pattern.compile("([0-9]{3,4})x([0-9]{3,4})");

    /** Refuses what is out of bounds, and file systems that would not fit into the memory. */
    public SandboxSpec {
        within("memoryMiB", memoryMiB, 64, 65_536);
        Check.that(cpus >= 0.1 && cpus <= 64, "cpus", "0.1 to 64", cpus);
        within("processes", processes, 48, 8_192);
        within("homeMiB", homeMiB, 8, 32_768);
        within("tmpMiB", tmpMiB, 8, 8_192);
        within("fileSizeMiB", fileSizeMiB, 1, 32_768);
        within("openFiles", openFiles, 64, 65_536);
        Matcher size = GEOMETRY.matcher(geometry);
        Check.that(
                size.matches()
                        && isWithin(Integer.parseInt(size.group(1)), 320, 3_840)
                        && isWithin(Integer.parseInt(size.group(2)), 240, 2_160),
                "geometry",
                "width x height from 320x240 to 3840x2160",
                geometry);
        int files = homeMiB + 2 * tmpMiB + RUN_MIB;
        int programs = desktop ? LEAST_FOR_DESKTOP : LEAST_FOR_PROGRAMS;
        Check.that(
                files + programs <= memoryMiB,
                "memoryMiB",
                "at least homeMiB + 2 x tmpMiB + %d for programs, which is %d, because files live in memory"
                        .formatted(RUN_MIB + programs, files + programs),
                memoryMiB);
    }

    private static void within(String field, int value, int least, int most) {
        Check.that(isWithin(value, least, most), field, least + " to " + most, value);
    }

    private static boolean isWithin(int value, int least, int most) {
        return value >= least && value <= most;
    }
}
