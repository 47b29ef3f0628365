// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridedit.h"
#include "grid/gridheader.h"
#include "grid/gridhint.h"
#include "grid/gridview.h"
#include "edit/editcase.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>

#include <memory>

namespace howdah::ui::test {

// A grid over a real server with everything that editing in it needs, as the page of rows puts it together.
struct EditedGrid
{
    explicit EditedGrid(Window &window, bool editable = true)
        : model(editable ? &window.edits : nullptr, &window.connection)
        , tester(std::make_unique<QAbstractItemModelTester>(
              &model, QAbstractItemModelTester::FailureReportingMode::QtTest))
    {
        view.resize(900, 400);
        view.setModel(&model);
        edit = std::make_unique<GridEdit>(view.table(), &model, editable ? &window.edits : nullptr);
        QObject::connect(edit.get(), &GridEdit::message, edit.get(), [this](const QString &text) {
            said = text;
            qInfo("said %s", qPrintable(text));
        });
        view.show();
        view.table()->setFocus();
        view.activateWindow();
    }

    GridModel model;
    std::unique_ptr<QAbstractItemModelTester> tester; // to be reset where time is measured: it looks at every row
    GridView view;
    std::unique_ptr<GridEdit> edit;
    QString said;
};

class GridCase : public EditCase
{
protected:
    std::unique_ptr<EditedGrid> m_grid;

    GridModel &model() { return m_grid->model; }
    GridTable &table() { return *m_grid->view.table(); }
    GridEdit &act() { return *m_grid->edit; }
    QAction *action(GridEdit::Do what) { return m_grid->edit->action(what); }

    void finish()
    {
        m_grid.reset();
        end();
    }

    // The relation in the grid, by its key unless it is sorted.
    void show(
        const QString &name = QStringLiteral("notes"), std::vector<data::SortColumn> sort = {},
        data::FilterSet filters = {})
    {
        open(name);
        if (!m_grid)
            m_grid = std::make_unique<EditedGrid>(*m_window);
        page(std::move(sort), std::move(filters));
        QTRY_VERIFY(model().rows().isEditing());
    }
    void page(std::vector<data::SortColumn> sort = {}, data::FilterSet filters = {}, data::RowTotal total = {})
    {
        const auto session =
            must(m_window->connection.takeSession(connection::SessionRole::Rows, QStringLiteral("grid")));
        auto query = must(data::PageQuery::make(edits().shape(), std::move(filters), std::move(sort)));
        model().open(session, std::move(query), m_window->connection.facts().version, total);
        settle();
    }
    // Until nothing is read, written or told any more.
    void settle()
    {
        QTRY_VERIFY(!model().isLoading() && !act().isBusy());
        QCoreApplication::processEvents();
        QTRY_VERIFY(!model().isLoading() && !act().isBusy());
    }

    QModelIndex at(int row, int column) { return model().index(row, column); }
    QString shown(int row, int column) { return at(row, column).data().toString(); }
    CellState state(int row, int column) { return CellState(at(row, column).data(CellStateRole).toInt()); }
    RowState rowState(int row) { return model().rows().state(row); }
    bool isEdited(int row, int column) { return at(row, column).data(IsEditedRole).toBool(); }

    void go(int row, int column)
    {
        table().setFocus();
        table().setCurrentIndex(at(row, column));
        QCoreApplication::processEvents();
    }
    void select(int top, int left, int bottom, int right)
    {
        go(top, left);
        table().selectionModel()->select(
            QItemSelection(at(top, left), at(bottom, right)), QItemSelectionModel::ClearAndSelect);
        QCoreApplication::processEvents();
    }
    // Keys go to whatever has the focus, as they do for an operator.
    static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    static void type(const QString &text)
    {
        for (const QChar c : text)
            QTest::sendKeyEvent(QTest::Click, QApplication::focusWidget(), Qt::Key_unknown, QString(c), Qt::NoModifier);
    }
    void run(GridEdit::Do what)
    {
        QCoreApplication::processEvents();
        QVERIFY2(action(what)->isEnabled(), qPrintable(action(what)->toolTip()));
        action(what)->trigger();
        settle();
    }
    static QByteArray clipboard()
    {
        return QGuiApplication::clipboard()->mimeData()->data(QStringLiteral("text/plain"));
    }
    static void toClipboard(const QByteArray &text)
    {
        auto *mime = new QMimeData;
        mime->setData(QStringLiteral("text/plain"), text);
        QGuiApplication::clipboard()->setMimeData(mime);
    }
    void saveGrid()
    {
        const data::SaveReport report = save();
        QVERIFY2(report.outcome == data::SaveOutcome::Saved, qPrintable(describe(report.error.value_or(Error{}))));
        settle();
    }
};

} // namespace howdah::ui::test
