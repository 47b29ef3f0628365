// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/scorecard.h"

#include <QAbstractTableModel>
#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;

namespace howdah::ui {

class Banner;
class StateStack;

// Figures of one version, or of two side by side with what differs between them.
class ScoreModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Figure, Value, Other, Change, ColumnCount };

    // What a line counts, so that its rows can be shown.
    struct Line
    {
        QString label;
        QString value;
        QString other;
        QString change;
        bool enough = true;
        bool otherEnough = true;
        prompt::Verdict verdict = prompt::Verdict::Inconclusive;
        bool compared = false;
        prompt::DrillKind drill = prompt::DrillKind::Calls;
        QString drillValue;
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setLines(std::vector<Line> lines, const QString &name, const QString &otherName);
    [[nodiscard]] const std::vector<Line> &lines() const { return m_lines; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] bool isRepeated(const QModelIndex &index) const;

    std::vector<Line> m_lines;
    QString m_name;
    QString m_other;
};

// The lines of a card, and those of the comparison with another one in their places; for the panel and the dialog that
// activates.
[[nodiscard]] std::vector<ScoreModel::Line>
scoreRows(const prompt::Scorecard &card, const std::optional<prompt::Scorecard> &baseline);

struct VersionChoice
{
    QString id;
    QString label;
    bool operator==(const VersionChoice &) const = default;
};

class ScorePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ScorePanel(QWidget *parent = nullptr);

    // Which version is meant, and what it may be compared with.
    void setVersion(const VersionChoice &version, const std::vector<VersionChoice> &others);
    [[nodiscard]] QString rowId() const { return m_version.id; }
    [[nodiscard]] QString baselineId() const;
    [[nodiscard]] prompt::TimeWindow window() const;
    void showCards(const prompt::Scorecard &card, const std::optional<prompt::Scorecard> &baseline);
    // Of the version that is shown, below its figures.
    void showCosts(const std::vector<prompt::ScoreLine> &lines);
    // What its tests came to, beneath the figures of its calls.
    void showTests(const std::vector<prompt::ScoreLine> &lines);
    [[nodiscard]] StateStack *state() const { return m_state; }
    [[nodiscard]] const ScoreModel &model() const { return m_model; }
    void setBaseline(const QString &id);

Q_SIGNALS:
    void wanted(); // version, baseline or window are other ones
    void rowsWanted(const QString &rowId, howdah::prompt::DrillKind kind, const QString &value);

private:
    void drill(const QModelIndex &index);

    ScoreModel m_model;
    VersionChoice m_version;
    QComboBox *m_window;
    QComboBox *m_baseline;
    QLabel *m_summary;
    Banner *m_cautions;
    QLabel *m_costs = nullptr;
    QLabel *m_tests = nullptr;
    QLabel *m_method = nullptr; // how verdicts came about
    QTableView *m_table;
    StateStack *m_state;
};

} // namespace howdah::ui
