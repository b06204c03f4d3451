package dev.mayfly.cli;

import com.fasterxml.jackson.databind.node.TextNode;

/** JSON in the shapes of the contract. */
final class Shapes {
    static final String ID = "ws-0123456789ab";

    private Shapes() {}

    static String workspace(String phase, String reason, String more) {
        return """
                {"id":"%s","template":"docs-editor","templateDigest":"d","requester":"alice","project":"demo",\
                "reason":%s,"phase":"%s","frozen":false,"stalled":false,"risk":"LOW","approvalsNeeded":1,"approvals":0,\
                "decisions":[],"ttl":"PT2H","idle":"PT30M","requestedAt":"2026-11-21T11:00:00Z",\
                "lease":{"startedAt":"2026-11-21T11:00:01Z","endsAt":"2026-11-21T13:00:01Z",\
                "extendableTo":"2026-11-21T19:00:01Z","idle":"PT30M"},"leaseChanges":[],\
                "touchedAt":"2026-11-21T11:30:00Z",\
                "steps":[{"name":"machine","driver":"sandbox","host":"h1","state":"INTENT"}],\
                "costSoFar":"0.06","currency":"EUR","revision":7%s}""".formatted(ID, quoted(reason), phase, more);
    }

    static String workspace(String phase) {
        return workspace(phase, "write a report", "");
    }

    static String ended(String outcome) {
        return workspace(
                "CLOSED",
                "r",
                ",\"ending\":{\"outcome\":\"%s\",\"code\":\"c\",\"reason\":\"bob said no\",\"by\":\"bob\",\"at\":\"2026-11-21T11:05:00Z\"}"
                        .formatted(outcome));
    }

    static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
