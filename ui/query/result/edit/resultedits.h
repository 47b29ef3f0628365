// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "edit/editsession.h"
#include "grid/cellediting.h"
#include "query/edit/editableresult.h"
#include "query/result/pane/resultoverlay.h"

#include <QCache>

#include <set>

namespace howdah::ui {

class ResultModel;

// The edits of the rows of one answer. They are staged, noted on disk and saved as those of Browse are, by an
// EditSession of one relation at a time, which is opened when somebody first edits: asking the server costs a session.
// Before a row is edited it is read again by its key, and what the answer shows of it must be what it holds now; from
// then on the save watches it. UI thread; never blocks.
class ResultEdits final : public ResultOverlay, public CellEditing
{
    Q_OBJECT
public:
    using Handler = std::function<void(const Result<void> &)>;

    // `sql`: as it was sent. All outlive this.
    ResultEdits(const PageServices &services, ResultModel *model, QString sql, QObject *parent = nullptr);
    // Whether the window is connected to where the rows came from; without one, where it is connected now.
    void setHere(std::function<bool()> isHere);
    ~ResultEdits() override;

    // What can be edited, by the catalog as it is now; nothing before the columns of the answer are known.
    [[nodiscard]] const query::EditableResult &editable() const { return m_editable; }
    // Why nothing can be edited now, in a sentence; "" when something can.
    [[nodiscard]] QString refusal() const;
    // Of a column, without looking at a row.
    [[nodiscard]] QString refusalOf(int column) const;
    void judge();

    [[nodiscard]] EditSession *session() { return &m_session; }
    // The relation that edits are open for, of editable().relations; -1 for none.
    [[nodiscard]] int relation() const { return m_relation; }
    // That which whole rows are taken of: the open one, else that of this column, else the only one; -1 where it is not
    // known.
    [[nodiscard]] int relationFor(int column) const;
    // Opens it, unless it is open; then what can be edited of it is known. Not while another one has edits.
    void open(int relation, Handler handler);

    // ---- by rows of the store

    // So that they can be staged. All or none.
    void readRows(const std::vector<qint64> &rows, Handler handler);
    [[nodiscard]] bool isKnown(qint64 row) const;
    // Of rows that are known. One step of undo.
    Result<void> setCells(const std::vector<std::pair<qint64, int>> &cells, const data::CellValue &value);
    Result<void> deleteRows(const std::vector<qint64> &rows);
    Result<void> revertRows(const std::vector<qint64> &rows);
    // The first of the rows that are here which show this one; -1 for none.
    [[nodiscard]] int rowOf(const data::RowKey &key) const;
    // Columns of the answer to those of the relation and back; -1 for none.
    [[nodiscard]] int relationColumn(int column) const;

    static constexpr qsizetype MostRows = 1000; // that are read for one gesture

    // ResultOverlay
    [[nodiscard]] const data::CellValue *staged(qint64 row, int column) const override;
    [[nodiscard]] bool isSaved(qint64 row, int column) const override;
    [[nodiscard]] RowState state(qint64 row) const override;
    [[nodiscard]] QString problem(qint64 row, int column) const override;
    [[nodiscard]] QString tip(qint64 row, int column) const override;
    [[nodiscard]] bool isEditable(qint64 row, int column) const override;
    bool setValue(qint64 row, int column, const data::CellValue &value) override;

    // CellEditing
    [[nodiscard]] QString refusal(int row, int column) const override;
    [[nodiscard]] bool isToBeRead(int row, int column) const override;
    void read(int row, int column, Handler handler) override;
    [[nodiscard]] QString waiting() const override;
    [[nodiscard]] EditSubject subject(int row, int column) const override;
    Result<void>
    set(int row, int column, const data::CellValue &value, const std::map<int, data::CellValue> &companions) override;
    bool wantPanel(int, int) override { return false; }

Q_SIGNALS:
    void changed(); // what can be edited, what is staged, or what stands against it
    void saved();   // and the rows are shown as the server has them

private:
    struct Saved // a row as it is in the database since a save
    {
        data::RowBasis now;
        std::vector<data::CellValue> values; // by column of the relation
    };

    [[nodiscard]] const query::ResultRelation *opened() const;
    [[nodiscard]] const data::EditTarget *target() const { return m_session.target(); }
    [[nodiscard]] bool isElsewhere() const;
    void sessionChanged();
    void answerWaiting();
    [[nodiscard]] Result<query::ShownRow> shown(qint64 row) const;
    [[nodiscard]] data::RowKey keyOf(qint64 row) const; // "" where there is no row of the relation
    [[nodiscard]] const data::StagedRow *stagedRow(qint64 row) const;
    [[nodiscard]] const data::RowBasis *basis(qint64 row) const;
    void askForRows(const std::vector<qint64> &rows, const Handler &handler);
    Result<void> takeChecked(
        const std::vector<qint64> &rows, const std::vector<data::RowBasis> &bases,
        const connection::PipelineAnswer &answer);
    void takeSaved(const data::SaveReport &report);
    void readSaved(const std::vector<data::RowKey> &keys);
    void keepSaved(const data::RowKey &key, data::RowBasis now);
    void showAll();

    PageServices m_services;
    ResultModel *m_model;
    QString m_sql;
    std::function<bool()> m_isHere;
    query::EditableResult m_editable;
    bool m_isJudged = false;
    EditSession m_session;
    int m_relation = -1;
    std::vector<Handler> m_waiting; // for the session to be ready
    std::map<qint64, data::RowKey> m_checked;
    std::map<data::RowKey, data::RowBasis> m_bases;
    std::map<data::RowKey, Saved> m_saved;
    std::set<data::RowKey> m_gone; // were deleted
    mutable QCache<qint64, data::RowKey> m_keys{10'000};
    bool m_isShowing = false;
};

} // namespace howdah::ui
