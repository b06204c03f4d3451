package dev.mayfly.activities.driver;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.mayfly.domain.error.ErrorCode;
import dev.mayfly.domain.error.MayflyException;
import dev.mayfly.domain.plan.DriverName;
import dev.mayfly.domain.plan.Step;
import dev.mayfly.json.Json;
import dev.mayfly.providers.spi.Driver;
import dev.mayfly.providers.spi.Spec;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The drivers that this worker has. */
public final class Drivers {
    private final Map<DriverName, Driver<?>> drivers;

    /** Refuses two drivers of one name. */
    public Drivers(Collection<? extends Driver<?>> drivers) {
        this.drivers = drivers.stream().collect(Collectors.toUnmodifiableMap(Driver::name, Function.identity()));
    }

    /** The names of all of them. */
    public Set<DriverName> names() {
        return drivers.keySet();
    }

    /** All of them. */
    public Collection<Driver<?>> all() {
        return drivers.values();
    }

    /** The driver of a step. */
    public Driver<?> of(Step step) {
        Driver<?> driver = drivers.get(step.driver());
        if (driver == null) {
            throw new MayflyException(
                    ErrorCode.MISCONFIGURED,
                    "Step %s needs the driver %s, and this worker has only %s"
                            .formatted(step.name(), step.driver(), drivers.keySet()));
        }
        return driver;
    }

    /** The driver of a step, as one that has an ability. */
    public <E> E of(Step step, Class<E> ability) {
        return of(step).extra(ability)
                .orElseThrow(() -> new MayflyException(
                        ErrorCode.WRONG_PHASE,
                        "The driver %s cannot do this: %s"
                                .formatted(
                                        step.driver(), ability.getSimpleName().toLowerCase(java.util.Locale.ROOT))));
    }

    /** Checks that a step's driver is here and understands its specification. */
    public void check(Step step) {
        use(of(step), step, (driver, spec) -> driver);
    }

    /** Reads the specification of a step as its driver's record, and gives both. */
    static <S extends Spec, R> R use(Driver<S> driver, Step step, Use<S, R> use) {
        return use.with(driver, read(driver.specType(), step));
    }

    /** Work with a driver and its specification. */
    interface Use<S extends Spec, R> {
        /** Does it. */
        R with(Driver<S> driver, S spec);
    }

    private static <S> S read(Class<S> type, Step step) {
        ObjectReader strict = Json.MAPPER.readerFor(type).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        try {
            return strict.readValue(Json.write(step.spec()));
        } catch (IOException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof MayflyException refused) {
                    throw refused;
                }
            }
            throw new MayflyException(
                    ErrorCode.TEMPLATE_BROKEN,
                    "The specification of step %s is not one for driver %s: %s"
                            .formatted(step.name(), step.driver(), firstLine(e)),
                    e);
        }
    }

    private static String firstLine(IOException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
