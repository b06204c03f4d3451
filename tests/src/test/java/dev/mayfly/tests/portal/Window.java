package dev.mayfly.tests.portal;

import com.microsoft.playwright.options.ColorScheme;

/** What somebody looks at the portal with. */
enum Window {
    DESK(1280, 900, ColorScheme.LIGHT),
    DARK_DESK(1280, 900, ColorScheme.DARK),
    PHONE(390, 844, ColorScheme.LIGHT);

    final int width;
    final int height;
    final ColorScheme scheme;

    Window(int width, int height, ColorScheme scheme) {
        this.width = width;
        this.height = height;
        this.scheme = scheme;
    }
}
