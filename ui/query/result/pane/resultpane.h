// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "query/run/outcome.h"

#include <QWidget>

#include <functional>

class QHBoxLayout;
class QLabel;
class QSplitter;
class QTimer;

namespace howdah::ui {

class GridView;
class ResultModel;
class ResultTools;

// The rows that one statement answered: a grid over all that has come, what is done with them above it, what they come
// to beneath it. It lives as long as its tab. UI thread.
class ResultPane final : public QWidget
{
    Q_OBJECT
public:
    // `outcome`: of the statement, as far as it is known; its rows may still come. `isHere`: it was run in the database
    // that the window is connected to.
    ResultPane(
        const PageServices &services, std::shared_ptr<query::ResultStore> rows, query::Outcome outcome, bool isHere,
        QWidget *parent = nullptr);
    ~ResultPane() override;

    [[nodiscard]] const PageServices &services() const { return m_services; }
    [[nodiscard]] ResultModel *model() const { return m_model; }
    [[nodiscard]] GridView *grid() const { return m_grid; }
    [[nodiscard]] const std::shared_ptr<query::ResultStore> &rows() const { return m_rows; }
    // What is known of its statement: its text, place and parameters from the start, all of it once it has ended.
    [[nodiscard]] const query::Outcome &outcome() const { return m_outcome; }
    void setOutcome(const query::Outcome &outcome);
    [[nodiscard]] bool isFinished() const;
    // As its tab calls it: "Result 1", or the name that it was pinned by.
    [[nodiscard]] const QString &title() const { return m_title; }
    void setTitle(const QString &title);

    // ---- for what is built on it

    // A button at the end of the line above the grid, and in the palette. Owned by whoever adds it.
    void addTool(QAction *action);
    // Hidden until it is shown; beside the grid, or beneath it.
    void addBeside(QWidget *panel);
    void addBeneath(QWidget *bar);
    // Rows that were edited and are not saved: "Result 1: 3 edited rows"; "" without. Asked for when the tab closes.
    void setUnsaved(std::function<QString()> unsaved) { m_unsaved = std::move(unsaved); }
    [[nodiscard]] QString unsavedWork() const { return m_unsaved ? m_unsaved() : QString(); }
    // A sentence in the foot, for some seconds.
    void say(const QString &text);

    [[nodiscard]] QList<QAction *> paletteActions() const;
    [[nodiscard]] ResultTools *tools() const { return m_tools; }
    [[nodiscard]] QString footText() const;
    void focusSearch();

Q_SIGNALS:
    void titleChanged();
    // No more rows will come.
    void finished();

private:
    void makeLayout();
    void makeFoot();
    void addFace(QAction *action);
    void fitColumns();
    void openExport();
    void tick();
    void showFoot();

    PageServices m_services;
    std::shared_ptr<query::ResultStore> m_rows;
    query::Outcome m_outcome;
    QString m_title;
    ResultModel *m_model;
    GridView *m_grid;
    ResultTools *m_tools = nullptr;
    QHBoxLayout *m_toolLine = nullptr;
    QSplitter *m_body = nullptr;
    QWidget *m_foot = nullptr;
    QLabel *m_count = nullptr;
    QLabel *m_note = nullptr;
    QAction *m_stop = nullptr;
    QTimer *m_tick = nullptr;
    QTimer *m_noteEnd = nullptr;
    QList<QAction *> m_added;
    std::function<QString()> m_unsaved;
    bool m_isFinished = false;
};

} // namespace howdah::ui
