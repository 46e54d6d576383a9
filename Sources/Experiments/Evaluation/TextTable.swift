import Foundation
import Records
import Reports

/// Results as a table for a terminal.
enum TextTable {
    static func text(_ results: [EvaluationResult]) -> String {
        // Only where there are several models do they need a name.
        let named = results.contains { $0.model != nil }
        let imbalanced = results.contains { $0.queryShares != nil }
        let head =
            (named ? ["model"] : []) + ["way", "shot"] + (imbalanced ? ["queries"] : [])
            + ["classifier", "transform", "accuracy (95 % interval)", "seconds"]
        let rows = results.map {
            (named ? [$0.model ?? ""] : []) + [
                range($0.leastWay, $0.way), range($0.leastShot, $0.shot),
            ]
                + (imbalanced ? [$0.queryShares ?? "equal"] : [])
                + [
                    $0.classifier, $0.transform,
                    Format.percent($0.accuracy, plusMinus: $0.ci95),
                    Format.fixed($0.seconds, decimals: 2),
                ]
        }
        return text(head, rows)
    }

    private static func range(_ least: Int?, _ most: Int) -> String {
        (least.map { "\($0)–" } ?? "") + "\(most)"
    }

    /// What tells queries of none of the classes.
    static func text(_ detectors: [DetectorResult]) -> String {
        let named = detectors.contains { $0.model != nil }
        let head =
            (named ? ["model"] : [])
            + ["way", "shot", "none of the classes by", "transform"]
            + ["AUROC", "AUPR", "precision at 90 % recall"]
        let rows = detectors.map { result in
            (named ? [result.model ?? ""] : []) + [
                "\(result.way)", "\(result.shot)",
                [result.detector, result.classifier].compactMap { $0 }.joined(separator: " of "),
                result.transform,
            ]
                + [result.auroc, result.aupr, result.precisionAt90].map {
                    Format.percent($0.mean, plusMinus: $0.ci95)
                }
        }
        return text(head, rows)
    }

    private static func text(_ head: [String], _ rows: [[String]]) -> String {
        let widths = head.indices.map { column in
            ([head] + rows).map { $0[column].count }.max()!
        }
        func line(_ cells: [String]) -> String {
            zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
                .joined(separator: "  ")
        }
        let rule = line(widths.map { String(repeating: "-", count: $0) })
        return ([line(head), rule] + rows.map(line)).joined(separator: "\n")
    }
}
