// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/querytext.h"
#include "metrics/timerange.h"
#include "yaml/definitionproblem.h"

#include <QStringList>

#include <optional>

namespace howdah::metrics {

enum class PanelKind : quint8 { Line, Band, Bar, Histogram, Box, Scatter, HeatMap, Polar, Timeline, Stat, Table };

// Where the interval around a value comes from.
enum class Interval : quint8 {
    None,
    Given,  // the query answers low and high
    Share,  // the query answers successes and n: Wilson's interval, and the value itself
    Mean,   // the query answers value, deviation and n: Student's interval
    Skewed, // of values whose large ones are rare, as costs, with their skewness: Hall's interval
};

// What a bucket means that the query has no row for.
enum class Absence : quint8 {
    Gap,  // nothing is known: means, shares, percentiles
    Zero, // nothing happened: counts and sums
};

// In which order the labels of a ranking stand, and so which of them are cut.
enum class Ranking : quint8 {
    Answer, // as the query answers them
    Value,
    Low, // the lower end of the interval: what a lucky few reach does not come first
};

// How the values of a ranking are drawn.
enum class BarMarks : quint8 {
    ByValues, // dots where the values are estimates that lie far from zero, or on a logarithmic axis; else bars
    Bars,
    Dots,
};

// A choice that narrows all panels that use it: ":name(expression)" in a query becomes a comparison with the chosen
// values, or true when none is chosen.
struct FilterDefinition
{
    QString name;
    QString title;
    QString type = QStringLiteral("text"); // of the expressions that it is compared with
    QString valuesSql;                     // answers value and label, the values as text; may use other filters
    int line = 0;
    int valuesLine = 0; // of the first line of that query in the file
};

// A text or a number that somebody types, which stands in queries as ":name".
enum class VariableType : quint8 { Text, Number };
struct VariableDefinition
{
    QString name;
    QString title;
    VariableType type = VariableType::Text;
    QString usual;               // that holds unless something else is typed
    std::optional<double> least; // of numbers
    std::optional<double> most;
    int line = 0;
};
// "" for what may be typed; else why not. Pure.
[[nodiscard]] QString problemWithValue(const VariableDefinition &variable, const QString &text);

// Where one goes from a panel: to another dashboard, whose range is that of this one, or to another page.
struct LinkDefinition
{
    QString title;
    QString dashboard; // its id; or
    QString page;      // the key of a page
    QString place;     // on that page, "" for none
    // Filters and variables of that dashboard, and what they become: the text of the current mark by "series", "label"
    // or "row", or of a table that of a column in the current row. What is chosen here for those of the same name goes
    // along.
    std::vector<std::pair<QString, QString>> with;
    int line = 0;
};

// The rows that a mark was computed from: a condition over one relation, to be opened in Browse.
struct DrillDefinition
{
    QString schema;
    QString relation;
    QueryText condition; // with the names of the query, and :mark_from, :mark_to, :mark_x, :mark_x_end, :series, ...
    std::optional<QueryText> figure; // over those rows, with the same names: gives the mark again
};

// What happened when, drawn as lines across the panels with an axis of time: an activation, a deployment.
struct MomentsDefinition
{
    QueryText query;    // answers at and label
    QStringList tables; // without which nothing is drawn
    int queryLine = 0;
};

struct PanelDefinition
{
    QString id; // unique in its dashboard
    QString title;
    QString description; // what it shows and how it is computed, for the reader
    PanelKind kind = PanelKind::Line;
    QString unit;
    Interval interval = Interval::None;
    QString cluster; // what the values come from in groups: an agent, a session; the query answers one row for each
    std::optional<std::pair<double, double>> scale; // the least and the greatest value that there can be
    Absence absence = Absence::Gap;
    bool previous = false; // the previous period is read and shown along
    bool stacked = false;
    bool sameRows = false; // the series are statistics of the same values, which count once
    bool logarithmic = false;
    bool logarithmicIfWide = false; // where the values span decades
    BarMarks marks = BarMarks::ByValues;
    std::optional<bool> multiples;    // a small chart for each series; unless said where too many intervals overlap
    QStringList order;                // of the labels, whatever the query answers first
    bool watch = false;               // outliers and shifts of the level are marked
    std::optional<double> alarmAbove; // what somebody should be told of, see alarmsOf()
    std::optional<double> alarmBelow;
    int width = 6; // of 12 columns
    int height = 1;
    int limit = 10; // series that are shown; the rest is told
    int most = 0;   // labels, periods or rows that are shown, 0 for all; the rest is told
    Ranking ranking = Ranking::Answer;
    qint64 queryLimit = -1;            // the LIMIT of the query, as a number; -1 for none
    std::optional<Bucket> leastBucket; // what is measured once a week has nothing to say by the hour
    QueryText query;
    std::optional<QueryText> rollup; // the same answer from the rollup, cheaper and within its error
    QStringList tables;              // beyond those of the dashboard
    QString rollupTable;             // that `rollup` reads
    std::optional<DrillDefinition> drill;
    std::vector<LinkDefinition> links;
    int cap = 0; // rows that are read of an answer, 0 for PanelLimits::mostRows; that it was cut is told
    int line = 0;
    int queryLine = 0;  // of the first line of the query in the file
    int rollupLine = 0; // of that over the rollup
};

// One dashboard, as its file says. Tables are "name" or "schema.name"; without a schema the search path decides.
struct DashboardDefinition
{
    QString id; // the file's name without .yaml
    QString title;
    QString description;
    QString help;       // the page of the help that explains it, "" for none
    QString pack;       // whose migrations make the tables
    QStringList tables; // without which nothing can be shown
    TimeSelection range{QStringLiteral("30d")};
    std::vector<FilterDefinition> filters;
    std::vector<VariableDefinition> variables;
    std::optional<MomentsDefinition> moments;
    std::vector<PanelDefinition> panels;
    QString path; // of the file; begins with ":/" for a built-in one

    [[nodiscard]] bool isBuiltIn() const { return path.startsWith(QStringLiteral(":/")); }
    [[nodiscard]] const PanelDefinition *panel(QStringView panelId) const;
    [[nodiscard]] const FilterDefinition *filter(QStringView name) const;
    [[nodiscard]] const VariableDefinition *variable(QStringView name) const;
    // The filters and variables that the values of a filter depend on, also by way of others.
    [[nodiscard]] QStringList inputsOf(const FilterDefinition &dependent) const;
};

using yaml::DefinitionProblem;
using yaml::describe;

struct DashboardReading
{
    std::optional<DashboardDefinition> dashboard; // nothing when there is a problem
    std::vector<DefinitionProblem> problems;
};

// Format: resources/help/dashboards.md. Everything is checked that can be without a server: keys, kinds, names in
// queries, what each kind needs. Pure.
[[nodiscard]] DashboardReading readDashboard(const QByteArray &yaml, const QString &path);

// The built-in ones, and those of a folder (its *.yaml), by title. A file that cannot be read is a problem of its own.
struct DashboardFile
{
    QString path;
    DashboardReading reading;
};
[[nodiscard]] std::vector<DashboardFile> builtInDashboards();
[[nodiscard]] std::vector<DashboardFile> dashboardsIn(const QString &folder);
// Where users keep theirs: a folder of the configuration.
[[nodiscard]] QString dashboardFolder();

[[nodiscard]] QString kindName(PanelKind kind); // as files spell it

} // namespace howdah::metrics
