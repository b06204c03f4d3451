package dev.mayfly.api.rfb;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The encodings whose length the relay knows to read. Viewers are allowed to ask for these, for the levels of quality
 * and compression, and for the clipboard's extension where it is open; whatever else they ask for is left out, so that
 * no desktop has a reason to send it.
 */
enum Encoding {
    RAW(0),
    COPY(1),
    TIGHT(7),
    DESKTOP_SIZE(-223),
    LAST(-224),
    CURSOR(-239),
    KEY_EVENT(-258),
    LED_STATE(-261),
    EXTENDED_DESKTOP_SIZE(-308),
    /** Announces that the viewer understands fences; never sent by a desktop. */
    FENCE(-312),
    /** The same of updates that come without being asked for each. */
    CONTINUOUS_UPDATES(-313);

    /** Announces the clipboard's extension. */
    static final int CLIPBOARD = 0xC0A1E5CE;

    private static final int LOWEST_QUALITY = -32;
    private static final int HIGHEST_QUALITY = -23;
    private static final int LOWEST_COMPRESSION = -256;
    private static final int HIGHEST_COMPRESSION = -247;

    private static final Map<Integer, Encoding> ALL = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(encoding -> encoding.number, Function.identity()));

    private final int number;

    Encoding(int number) {
        this.number = number;
    }

    static Optional<Encoding> of(int number) {
        return Optional.ofNullable(ALL.get(number));
    }

    /** Whether a viewer may ask for it; the clipboard is looked at by itself. */
    static boolean mayBeAskedFor(int number) {
        return ALL.containsKey(number)
                || (number >= LOWEST_QUALITY && number <= HIGHEST_QUALITY)
                || (number >= LOWEST_COMPRESSION && number <= HIGHEST_COMPRESSION);
    }
}
