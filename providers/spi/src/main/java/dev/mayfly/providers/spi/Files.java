package dev.mayfly.providers.spi;

import dev.mayfly.domain.plan.Owner;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

/** A thing that files can be brought into ({@code inbox}) and taken out of ({@code outbox}). */
public interface Files {
    /** The longest file name, in bytes of UTF-8. */
    int MAX_NAME = 255;

    /** The most entries that a listing gives. */
    int MAX_ENTRIES = 1_000;

    /**
     * Puts a file into the inbox, replacing one of the same name; it appears there whole or not at all.
     *
     * @param name a plain file name: no slash, not {@code .} or {@code ..}, no control character
     */
    void put(Owner owner, String name, InputStream content, long bytes, Progress progress);

    /** What lies in the outbox: plain files only, sorted by name. */
    List<Entry> list(Owner owner);

    /**
     * Takes a copy of a file of the outbox.
     *
     * @param maxBytes when the file is larger, {@code TOO_LARGE} is thrown and what was written is to be discarded
     * @return how many bytes were written
     */
    long get(Owner owner, String name, OutputStream target, long maxBytes, Progress progress);

    /** A file in the outbox. */
    record Entry(String name, long bytes, Instant modifiedAt) {}
}
