package dev.mayfly.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderingTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "30m, PT30M",
        "1h30m, PT1H30M",
        "45s, PT45S",
        "2d, PT48H",
        "PT30M, PT30M",
        "pt5s, PT5S",
        "1d2h3m4s, PT26H3M4S"
    })
    void readsDurationsAsPeopleAndMachinesWriteThem(String text, Duration expected) {
        assertThat(Times.duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "30",
                "m",
                "0s",
                "-5m",
                "PT-5M",
                "PT0S",
                "5m5h",
                "1.5h",
                " 5m",
                "99999999999999d",
                "P1Y",
                "\033[31m"
            })
    void refusesWhatIsNoDurationAndSaysWhatIs(String text) {
        assertThatThrownBy(() -> Times.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as 30m")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\033"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T12:12:00Z, in 12 min",
        "2026-11-21T11:57:00Z, 3 min ago",
        "2026-11-21T12:00:00.4Z, now",
        "2026-11-23T13:30:00Z, in 2 d 1 h"
    })
    void saysTimesAsSeenFromNow(Instant at, String expected) {
        assertThat(Times.relative(at, NOW)).isEqualTo(expected);
    }

    @Test
    void spellsOutWhatCouldActOnATerminal() {
        assertThat(Printable.line("a\033[2Jb\007\r\n\tc\u009b31m\u007f"))
                .isEqualTo("a\\e[2Jb\\x07\\r\\n\\tc\\x9b31m\\x7f");
        assertThat(Printable.line("invoice\u202etxt.exe\u2066\u200b\ufeff\u2028\ud800"))
                .isEqualTo("invoice\\u{202e}txt.exe\\u{2066}\\u{200b}\\u{feff}\\u{2028}\\u{d800}");
        assertThat(Printable.line("Grüße, 東京 😀")).isEqualTo("Grüße, 東京 😀");
        assertThat(Printable.block("a\n\tb\033c")).isEqualTo("a\n\tb\\ec");
    }

    @Test
    void keepsTheMeaningOfJsonWhileMakingItPrintable() throws IOException {
        String json = "{\"reason\":\"x\u009b31m\u202e\"}";
        String safe = Printable.json(json);
        assertThat(safe).isEqualTo("{\"reason\":\"x\\u009b31m\\u202e\"}");
        var mapper = new ObjectMapper();
        assertThat(mapper.readTree(safe)).isEqualTo(mapper.readTree(json));
    }

    @Test
    void cutsTheFlexibleColumnToTheWidthOfTheTerminal() {
        Table table = new Table(1, "ID", "WHY", "AGE");
        table.row("ws-1", "a very long reason that goes on and on and on", "5 s");
        table.row("ws-2", "東京東京東京東京東京東京東京東京東京東京", "9 s");
        List<String> lines =
                table.lines(40).stream().map(line -> line.render(false)).toList();
        assertThat(lines).allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(40));
        assertThat(lines.get(1)).contains("\u2026").endsWith("5 s");
        assertThat(lines.get(0).indexOf("AGE")).isEqualTo(lines.get(1).indexOf("5 s"));
    }

    @Test
    void coloursOnlyWhatATerminalShows() {
        assertThat(printed(true, true)).contains("\033[32m");
        assertThat(printed(false, true)).doesNotContain("\033");
        assertThat(printed(true, false)).doesNotContain("\033");
    }

    private static String printed(boolean isTerminal, boolean colour) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(stream, stream, isTerminal, isTerminal, colour, true, () -> 80);
        terminal.out(new Line().add(Style.GOOD, "well"));
        return out.toString(StandardCharsets.UTF_8);
    }
}
