// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"

#include <QObject>

class QAction;

namespace howdah::query {
struct ResultCondition;
}

namespace howdah::ui {

class ColumnBar;
class ElidedLabel;
class FindBar;
class GridTable;
class ResultArranger;
class ResultCopy;
class ResultFilterBar;
class ResultMasks;
class ResultModel;
class ResultRecord;
class ResultStatistics;
class SelectionSummary;

// What is done with the rows of an answer: sorting, filtering, finding, copying, counting, revealing; with the menus of
// cells and of heads. UI thread.
class ResultTools final : public QObject
{
    Q_OBJECT
public:
    // `statement`, `isHere`: of ResultMasks.
    ResultTools(
        const PageServices &services, GridTable *table, ResultModel *model, const QString &statement, bool isHere,
        QWidget *pane);

    [[nodiscard]] ResultArranger *arranger() const { return m_arranger; }
    [[nodiscard]] ResultFilterBar *filterBar() const { return m_filterBar; }
    [[nodiscard]] FindBar *find() const { return m_find; }
    [[nodiscard]] ColumnBar *columnBar() const { return m_columnBar; }
    [[nodiscard]] ResultCopy *copy() const { return m_copy; }
    [[nodiscard]] ResultMasks *masks() const { return m_masks; }
    [[nodiscard]] ResultRecord *record() const { return m_record; }
    [[nodiscard]] ResultStatistics *statistics() const { return m_statistics; }
    [[nodiscard]] SelectionSummary *summary() const { return m_summary; }
    [[nodiscard]] ElidedLabel *summaryLabel() const { return m_sums; }
    [[nodiscard]] QAction *findAction() const { return m_openFind; }
    [[nodiscard]] QAction *recordAction() const { return m_showRecord; }
    [[nodiscard]] QAction *statisticsAction() const { return m_showStatistics; }
    [[nodiscard]] QAction *exportAction() const { return m_export; }
    [[nodiscard]] QAction *revealAction() const { return m_reveal; }
    [[nodiscard]] QList<QAction *> paletteActions() const;
    // Every row that has come is here by now.
    void rowsFinished();

Q_SIGNALS:
    void message(const QString &text);
    void exportWanted();

private:
    void makeActions(QWidget *pane);
    void makeFilters();
    void arrangeMenu();
    void connectParts();
    void addCondition(int is);
    void showHeadMenu(int column, const QPoint &at);
    void currentChanged();
    void goTo(int column);

    PageServices m_services;
    GridTable *m_table;
    ResultModel *m_model;
    ResultArranger *m_arranger;
    ResultFilterBar *m_filterBar;
    FindBar *m_find;
    ColumnBar *m_columnBar;
    ResultCopy *m_copy;
    ResultMasks *m_masks;
    ResultRecord *m_record;
    ResultStatistics *m_statistics;
    SelectionSummary *m_summary;
    ElidedLabel *m_sums;
    QAction *m_openFind;
    QAction *m_next;
    QAction *m_previous;
    QAction *m_rows;
    QAction *m_columns;
    QAction *m_goTo;
    QAction *m_clear;
    QAction *m_showRecord;
    QAction *m_showStatistics;
    QAction *m_export;
    QAction *m_reveal;
    QList<QAction *> m_filters;
};

} // namespace howdah::ui
