// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <utility>
#include <vector>

namespace howdah::plan {

// What EXPLAIN says of one thing, in the words of its JSON: "Sort Space Used", also where it was read as text. Groups
// are paths: "Full-sort Groups/Sort Space Memory/Peak Sort Space Used". Lists are joined by ", ". Times are
// milliseconds, sizes of memory kB, those of buffers blocks, as the server says them. In the order of the document
// (JSON: by name).
class Fields final
{
public:
    using Entry = std::pair<QString, QString>;

    void add(QString key, QString value) { m_entries.emplace_back(std::move(key), std::move(value)); }
    // Null where there is none.
    [[nodiscard]] const QString *find(QStringView key) const;
    [[nodiscard]] QString text(QStringView key) const;
    [[nodiscard]] std::optional<double> number(QStringView key) const; // nothing where it is none
    [[nodiscard]] double count(QStringView key) const { return number(key).value_or(0); }
    [[nodiscard]] bool isTrue(QStringView key) const;
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    [[nodiscard]] auto begin() const { return m_entries.begin(); }
    [[nodiscard]] auto end() const { return m_entries.end(); }
    bool operator==(const Fields &) const = default;

private:
    std::vector<Entry> m_entries;
};

// What was measured, per loop, as EXPLAIN writes it.
struct Actual
{
    std::optional<double> startup; // ms
    std::optional<double> total;   // ms
    std::optional<double> rows;    // an average where loops are more than one
    double loops = 0;              // 0: never executed
    bool operator==(const Actual &) const = default;
};

struct Worker
{
    int number = 0;
    std::optional<Actual> actual;
    Fields fields;
    bool operator==(const Worker &) const = default;
};

struct Node
{
    int parent = -1;           // in Plan::nodes; always before its children
    std::vector<int> children; // in the order of the plan
    QString type;              // "Seq Scan"
    QString relationship; // "Outer", "Inner", "Member", "Subquery", "InitPlan", "SubPlan"; guessed where read as text
    QString subplan;      // "InitPlan 1 (returns $0)", "CTE recent"
    QString schema;       // of relation; only of a verbose plan
    QString relation;
    QString alias;
    QString index;
    std::optional<double> startupCost;
    std::optional<double> totalCost;
    std::optional<double> planRows; // per loop
    std::optional<double> width;    // bytes
    std::optional<Actual> actual;   // without: not analysed
    std::vector<Worker> workers;
    Fields fields; // all that has no place above
    int line = 0;  // of the text that was read, from 1; 0: not known

    [[nodiscard]] bool isInitPlan() const { return relationship == QLatin1StringView("InitPlan"); }
    [[nodiscard]] bool isSubPlan() const { return relationship == QLatin1StringView("SubPlan"); }
    [[nodiscard]] bool isNeverExecuted() const { return actual && actual->loops == 0; }
    // The name of the CTE that it produces; "" where it produces none.
    [[nodiscard]] QString producedCte() const;
    // "Parallel Hash Left Join", "Index Scan using a on b": as EXPLAIN writes it as text.
    [[nodiscard]] QString title() const;
    bool operator==(const Node &) const = default;
};

struct Trigger
{
    QString name;
    QString constraint;
    QString relation;
    std::optional<double> time; // ms, of all calls
    double calls = 0;
    bool operator==(const Trigger &) const = default;
};

// Something of the text that could not be read.
struct Problem
{
    int line = 0;    // from 1; 0: not known
    QString message; // one sentence
    bool operator==(const Problem &) const = default;
};

// What EXPLAIN answered of one statement, as a value: a tree without circles, since the number of a parent is less than
// those of its children. Crosses threads.
struct Plan
{
    std::vector<Node> nodes; // the first is the root
    std::vector<Trigger> triggers;
    Fields settings;
    Fields planning;                     // buffers and memory
    Fields jit;                          // "Functions", "Timing/Total"
    Fields serialization;                // "Time", "Output Volume"
    Fields fields;                       // all else of the statement
    std::optional<double> planningTime;  // ms
    std::optional<double> executionTime; // ms
    QString queryText;                   // of auto_explain
    std::vector<Problem> problems;       // what is missing

    [[nodiscard]] bool isAnalyzed() const { return !nodes.empty() && nodes.front().actual; }
    [[nodiscard]] bool isTimed() const { return isAnalyzed() && nodes.front().actual->total; }
    bool operator==(const Plan &) const = default;
};

// Of hostile plans: what is more is left out, with a problem that says so.
inline constexpr int MostNodes = 10'000;
inline constexpr int MostDepth = 400;
inline constexpr qsizetype MostBytes = qsizetype(64) << 20;
// Figures beyond it are none: products and sums of such stay finite.
inline constexpr double MostFigure = 1e120;

} // namespace howdah::plan
