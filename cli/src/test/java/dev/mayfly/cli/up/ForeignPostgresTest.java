package dev.mayfly.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignPostgresTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/mayfly?user=m&password=geheim",
                "jdbc:postgresql://db/mayfly?PASSWORD=geheim",
                "jdbc:postgresql://db/mayfly?sslpassword=geheim&user=m",
                "jdbc:postgresql://m:geheim@db/mayfly"
            })
    void refusesAPasswordInTheAddressAndDoesNotRepeatIt(String url) {
        assertThatThrownBy(() -> new ForeignPostgres(url, Optional.empty()))
                .hasMessageContaining("--database-password-file")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void readsThePasswordFromAFileAndNeverPrintsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "ge heim\n");
        String url = "jdbc:postgresql://[::1]:5432/mayfly?user=m@x";
        ForeignPostgres postgres = new ForeignPostgres(url, Optional.of(ForeignPostgres.password(file)));
        assertThat(postgres.password()).contains("ge heim");
        assertThat(postgres).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two\nlines\n"})
    void refusesAFileThatHoldsNoPassword(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), content);
        assertThatThrownBy(() -> ForeignPostgres.password(file)).hasMessageContaining("one line");
        assertThatThrownBy(() -> ForeignPostgres.password(folder.resolve("none")))
                .hasMessageContaining("cannot be read");
    }
}
