// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/editcase.h"
#include "grid/gridhint.h"
#include "grid/gridview.h"
#include "query/result/edit/resultedits.h"
#include "query/result/pane/resultmodel.h"

#include <QAbstractItemModelTester>
#include <QLabel>

namespace howdah::ui::test {

// A grid over what a statement answered, whose rows are edited.
struct EditedResult
{
    EditedResult(Window &window, std::shared_ptr<query::ResultStore> store, const QString &sql)
        : services{&window.connection, &window.settings, &window.tasks, nullptr}
        , tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest)
    {
        view.resize(900, 400);
        view.setModel(&model);
        model.open(store, query::resultColumns(*store->columns(), window.connection.catalog().get()));
        edits = std::make_unique<ResultEdits>(services, &model, sql);
        model.setOverlay(edits.get());
        view.table()->setEditing(edits.get());
        view.show();
        view.table()->setFocus();
        view.activateWindow();
    }
    ~EditedResult()
    {
        view.table()->setEditing(nullptr);
        model.setOverlay(nullptr);
    }

    PageServices services;
    ResultModel model;
    QAbstractItemModelTester tester;
    GridView view;
    std::unique_ptr<ResultEdits> edits;
};

class ResultCase : public EditCase
{
protected:
    std::unique_ptr<EditedResult> m_result;

    static std::shared_ptr<query::ResultStore> storeOf(connection::Session &session, const QString &sql)
    {
        const auto answer = session.query({sql, {}}).result();
        if (!answer)
            qFatal("%s: %s", qPrintable(sql), qPrintable(describe(answer.error())));
        auto store = std::make_shared<query::ResultStore>();
        store->append(answer->rows);
        store->finish();
        return store;
    }
    void settleCatalog()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_window->connection.catalog() && !m_window->connection.isReadingCatalog(), 30'000);
    }
    // What the statement answers, in a grid; the catalog is as new as it.
    void answer(const QString &sql)
    {
        settleCatalog();
        m_window->connection.refreshCatalog();
        settleCatalog();
        m_result = std::make_unique<EditedResult>(*m_window, storeOf(m_here->session(), sql), sql);
        QTRY_COMPARE(qint64(model().rowCount()), std::min<qint64>(model().totalRows(), model().rowCount()));
        QTRY_VERIFY(model().rowCount() > 0);
    }
    void finish()
    {
        m_result.reset();
        end();
    }

    ResultModel &model() { return m_result->model; }
    ResultEdits &result() { return *m_result->edits; }
    EditSession &session() { return *m_result->edits->session(); }
    GridTable &table() { return *m_result->view.table(); }
    QModelIndex at(int row, int column) { return model().index(row, column); }
    QString shown(int row, int column) { return at(row, column).data().toString(); }
    bool isEdited(int row, int column) { return at(row, column).data(IsEditedRole).toBool(); }
    RowState state(int row) { return RowState(at(row, 0).data(RowStateRole).toInt()); }
    QString hint() { return table().hint()->isVisible() ? table().hint()->text() : QString(); }

    static void type(const QString &text)
    {
        for (const QChar c : text)
            QTest::sendKeyEvent(QTest::Click, QApplication::focusWidget(), Qt::Key_unknown, QString(c), Qt::NoModifier);
    }
    // As somebody does it: goes there, types, and Enter.
    void enter(int row, int column, const QString &text)
    {
        table().setFocus();
        table().setCurrentIndex(at(row, column));
        table().editCell(at(row, column));
        QTRY_VERIFY2(table().openEditor(), qPrintable(hint()));
        QApplication::focusWidget()->setProperty("selected", true);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_A, Qt::ControlModifier);
        type(text);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTRY_VERIFY(!table().openEditor());
        QCoreApplication::processEvents();
    }
    // Why the cell is not edited.
    QString refusal(int row, int column)
    {
        table().setCurrentIndex(at(row, column));
        std::optional<QString> why;
        if (const QString known = result().refusal(row, column); !known.isEmpty())
            return known;
        result().read(row, column, [&why](const Result<void> &read) { why = read ? QString() : read.error().message; });
        if (!QTest::qWaitFor([&why] { return why.has_value(); }, 30'000))
            qFatal("the row is not read");
        return *why;
    }
    data::SaveReport saveResult()
    {
        std::optional<data::SaveReport> report;
        QObject context;
        const auto take = [&report](const data::SaveReport &said) { report = said; };
        QObject::connect(&session(), &EditSession::saved, &context, take);
        QObject::connect(&session(), &EditSession::saveFailed, &context, take);
        session().saving().save();
        if (!session().saving().isSaving())
            qFatal("nothing is saved: %s", qPrintable(session().saving().refusal()));
        if (!QTest::qWaitFor([&report] { return report.has_value(); }, 30'000))
            qFatal("the save does not end");
        QCoreApplication::processEvents();
        return *report;
    }
};

} // namespace howdah::ui::test
