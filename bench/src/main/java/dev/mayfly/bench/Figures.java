package dev.mayfly.bench;

import dev.mayfly.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a program has measured: series of values, whose percentiles are printed, and single values. */
final class Figures {
    private static final double HALF = 0.5;
    private static final double NEARLY_ALL = 0.99;

    private final Map<String, List<Double>> series = new LinkedHashMap<>();
    private final Map<String, Object> singles = new LinkedHashMap<>();

    /** Adds one value of a series. */
    void add(String name, double value) {
        series.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    }

    /** Says a single value. */
    void say(String name, Object value) {
        singles.put(name, value instanceof Double number ? rounded(number) : value);
    }

    /** A percentile of a series by the nearest rank, so that it is a value that was measured. */
    double median(String name) {
        return percentile(series.getOrDefault(name, List.of()), HALF);
    }

    /** The 99th percentile of a series. */
    double slowest(String name) {
        return percentile(series.getOrDefault(name, List.of()), NEARLY_ALL);
    }

    /** The last value of a series. */
    double last(String name) {
        return series.getOrDefault(name, List.of(Double.NaN)).getLast();
    }

    /** Prints everything as one JSON object. */
    void print() {
        Map<String, Object> all = new LinkedHashMap<>(singles);
        series.forEach((name, values) -> all.put(
                name,
                Map.of(
                        "n", values.size(),
                        "p50", rounded(percentile(values, HALF)),
                        "p99", rounded(percentile(values, NEARLY_ALL)),
                        "min", rounded(percentile(values, 0)))));
        System.out.println(Json.write(all));
    }

    private static double percentile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return Double.NaN;
        }
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
