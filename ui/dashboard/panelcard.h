// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard/panelrunner.h"

#include <QFrame>
#include <QPointer>

class QAction;
class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace howdah::ui {

class Badge;
class ChartView;
class ElidedLabel;
class EntityStyles;
class Legend;
class PanelTableView;
class StateStack;

enum class PanelExport { Png, Svg, Pdf, Csv, Json };

// An answer that is shown, as the text of a file: CSV, or else JSON. On any thread.
[[nodiscard]] QByteArray bytesOf(const PanelAnswer &answer, PanelExport form);

// One panel of a dashboard: its head with unit, number of values and precision, its chart or the table of the same
// marks, the words of the mark that is looked at, and its menu. Asks nobody: says what is wanted. UI thread.
class PanelCard final : public QFrame
{
    Q_OBJECT
public:
    // `styles` outlives it.
    PanelCard(
        std::shared_ptr<const metrics::DashboardDefinition> dashboard, const metrics::PanelDefinition &panel,
        EntityStyles &styles, QWidget *parent = nullptr);

    [[nodiscard]] QString id() const { return m_panel.id; }
    [[nodiscard]] const metrics::PanelDefinition &definition() const { return m_panel; }
    [[nodiscard]] const std::shared_ptr<const PanelAnswer> &answer() const { return m_answer; }

    enum class Keep { Nothing, WhatIsShown };
    void setLoading(Keep keep);
    void setAnswer(const std::shared_ptr<const PanelAnswer> &answer);
    // Nothing was asked, or it was called off.
    void setIdle();
    // The filter that the current mark stands for, in words; "" when there is none.
    void setFilterOffer(const QString &words);

    void setTableShown(bool shown);
    [[nodiscard]] bool isTableShown() const;
    void setMaximised(bool maximised);
    [[nodiscard]] ChartView *chart() const { return m_chart; }
    [[nodiscard]] PanelTableView *table() const { return m_table; }
    [[nodiscard]] StateStack *state() const { return m_state; }
    [[nodiscard]] QList<QAction *> actions() const { return m_actions; }
    [[nodiscard]] QAction *sqlAction() const { return m_sql; }
    [[nodiscard]] QAction *rowsAction() const { return m_rows; }
    [[nodiscard]] QAction *filterAction() const { return m_filter; }
    [[nodiscard]] QAction *turnAction() const { return m_turn; }
    [[nodiscard]] QAction *tableAction() const { return m_twin; }
    [[nodiscard]] QAction *rollupAction() const { return m_rollup; }
    // What stands there, for exports; nothing while nothing is shown.
    [[nodiscard]] const std::shared_ptr<const PanelAnswer> &shown() const { return m_shown; }
    void copy(PanelExport form);
    // Where the keyboard goes.
    void focusContent();

Q_SIGNALS:
    void askWanted(bool evenIfDear);
    void turnWanted(bool fromOtherEnd); // of a ranking that has no room for all
    void cancelWanted();
    void rollupWanted(); // the assistant that makes, or refreshes, the rollup of what the panel asks
    void rowsWanted(const QString &schema, const QString &relation, const QString &condition);
    void rangeChosen(const QDateTime &from, const QDateTime &to);
    void markClicked(int series, int point); // may become a filter
    void currentChanged();
    void sqlWanted();
    void editWanted();
    // With what the current mark, or the current row of a table, says for the filters that the link names.
    void linkWanted(const howdah::metrics::LinkDefinition &link, const howdah::metrics::FilterChoice &marked);
    void exportWanted(howdah::ui::PanelExport form);
    void maximiseWanted();
    // All of its rows have their names from this height on; 0: any will do.
    void heightNeeded(int height);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildHead();
    void buildActions();
    void buildMenu();
    void addLinks();
    [[nodiscard]] std::optional<metrics::FilterChoice> markedFor(const metrics::LinkDefinition &link) const;
    QAction *add(const QString &text, const QString &iconName, void (PanelCard::*what)());
    void makeContent();
    void makeChart();
    void showMarks(const PanelAnswer &answer);
    void showNothing(const PanelAnswer &answer);
    void notifyHeight();
    void showFigures(const PanelAnswer &answer);
    void showRows(int series, int point);
    void notifyCurrent();
    void updateActions();

    std::shared_ptr<const metrics::DashboardDefinition> m_dashboard;
    metrics::PanelDefinition m_panel;
    EntityStyles &m_styles;
    std::shared_ptr<const PanelAnswer> m_answer; // the last one that could be shown, or why none could
    std::shared_ptr<const PanelAnswer> m_shown;
    bool m_isMaximised = false;

    QLabel *m_title = nullptr;
    QLabel *m_count = nullptr;
    Badge *m_precision = nullptr;
    QToolButton *m_twinButton = nullptr;
    QToolButton *m_more = nullptr;
    QMenu *m_menu = nullptr;
    QStackedWidget *m_faces = nullptr;
    QWidget *m_chartFace = nullptr;
    ChartView *m_chart = nullptr;
    Legend *m_legend = nullptr;
    PanelTableView *m_table = nullptr;
    StateStack *m_state = nullptr;
    ElidedLabel *m_foot = nullptr;
    QLabel *m_remarks = nullptr;

    QList<QAction *> m_actions;
    QList<QAction *> m_links; // in their order
    QAction *m_edit = nullptr;
    QAction *m_twin = nullptr;
    QAction *m_sql = nullptr;
    QAction *m_rows = nullptr;
    QAction *m_filter = nullptr;
    QAction *m_turn = nullptr;
    QAction *m_again = nullptr;
    QAction *m_maximise = nullptr;
    QAction *m_evenIfDear = nullptr;
    QAction *m_rollup = nullptr;
};

} // namespace howdah::ui
