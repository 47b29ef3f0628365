// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/grid/gridwindow.h"
#include "browse/grid/gridroles.h"
#include "browse/grid/windowedtablemodel.h"
#include "data/edit/changeset.h"
#include "data/page/pagesource.h"
#include "editors/celleditor.h"
#include "value/cellroles.h"

#include <QPointer>

#include <memory>
#include <set>
#include <variant>

namespace howdah::data {
struct SaveReport;
}

namespace howdah::ui {

class EditSession;

// The rows of a relation around one place: at most some pages of them, however long the relation is. Pages come by
// themselves when the view nears an end of the window, and go at the other end. UI thread; never blocks.
//
// Over them lies what is staged in an EditSession, found by the identity of the rows, so that it shows wherever a row
// turns up after sorting, filtering, paging or reading again. New rows have no place in an order that the server makes,
// nor in a filter: they follow the last row that is here, whichever part of the relation that is. So they are at the
// end of the relation, one key away from everywhere, and stay in sight while somebody works on them.
class GridModel final : public WindowedTableModel
{
    Q_OBJECT
public:
    explicit GridModel(QObject *parent = nullptr);
    ~GridModel() override;

    // Another relation, filter or order: the first page is asked for. The session is used by this model alone.
    void
    open(std::shared_ptr<connection::Session> session, data::PageQuery query, int serverVersion, data::RowTotal total);
    void close();
    // Reads again what is shown, at the same place.
    void reload();
    // Another session for the same query, after the line was lost: what is shown stays, and is read again.
    void reopen(std::shared_ptr<connection::Session> session);
    // What is read now, pages and whole values.
    void cancel();

    [[nodiscard]] bool isOpen() const { return m_source != nullptr; }
    [[nodiscard]] bool isLoading() const { return m_source && m_source->isFetching(); }
    [[nodiscard]] const data::PageQuery *query() const { return m_source ? &m_source->query() : nullptr; }
    [[nodiscard]] const std::vector<data::SortColumn> &sort() const { return m_sort; }
    void setSortShown(std::vector<data::SortColumn> sort) { m_sort = std::move(sort); }
    [[nodiscard]] data::RowTotal total() const { return m_total; }
    void setTotal(data::RowTotal total);
    // How long the last page took on its way, in milliseconds.
    [[nodiscard]] double lastPageMs() const { return m_lastMs; }
    // There are more rows than can be reached, because they cannot be told apart.
    [[nodiscard]] bool isCut() const { return m_cut; }

    // The whole row for the record panel.
    void fetchRecord(int row, std::function<void(const Result<connection::RowBatch> &)> handler);
    [[nodiscard]] data::RowIdentity identity(int row) const;
    // The values that are here, as text; wide ones may be cut.
    [[nodiscard]] QString text(int row, int column) const;

    // ---- editing

    // The edits of the relation that is open, or will be. nullptr: nothing can be edited.
    void setEditSession(EditSession *session);
    [[nodiscard]] EditSession *editSession() const;
    // Whether what is staged belongs to the relation that is open.
    [[nodiscard]] bool isEditing() const;
    // Takes over at once what the session has told of since the last turn of the event loop.
    void syncEdits();

    [[nodiscard]] bool isNewRow(int row) const { return row >= readRows() && row < rowCount(); }
    [[nodiscard]] RowState rowState(int row) const;
    // By which the session knows the row; "" without a session.
    [[nodiscard]] data::RowKey rowKey(int row) const;
    [[nodiscard]] int rowOf(const data::RowKey &key) const; // -1 when it is not here
    // nullptr when nothing is staged for the row.
    [[nodiscard]] const data::StagedRow *stagedRow(int row) const;
    // What was read of the row, or returned by a save; empty for a row that is not saved.
    [[nodiscard]] data::RowBasis basis(int row) const;
    // How the session is told of the row.
    [[nodiscard]] std::variant<data::RowBasis, data::RowKey> rowRef(int row) const;
    // What is staged, else what was read.
    [[nodiscard]] data::CellValue value(int row, int column) const;
    // Only the beginning of value() is here: readWhole() first.
    [[nodiscard]] bool isCut(int row, int column) const;
    // Why the cell cannot be set; "" when it can.
    [[nodiscard]] QString refusal(int row, int column) const;
    // What stands against the row, or one cell of it; "" when nothing does.
    [[nodiscard]] QString problem(int row, int column = -1) const;
    [[nodiscard]] Result<void> setCell(int row, int column, const data::CellValue &value);
    // Several cells of a row in one step.
    [[nodiscard]] Result<void> setCells(int row, const std::map<int, data::CellValue> &cells);
    // What an editor of the cell is to know. The connection lets it look up referenced rows.
    [[nodiscard]] EditSubject editSubject(int row, int column) const;
    void setConnection(ConnectionController *connection) { m_connection = connection; }

    struct WholeRow
    {
        data::RowBasis basis;
        std::vector<int> columns; // to be read whole
    };
    // Reads cut cells whole, one row after the other; the bases come back in order. What was read is known to value()
    // and basis() until the rows are read again. ErrorKind::Usage when it would not fit into memory.
    void
    readWhole(std::vector<WholeRow> rows, std::function<void(const Result<std::vector<data::RowBasis>> &)> handler);
    // Where the target of edits is not known, what the relation's shape tells.
    [[nodiscard]] std::shared_ptr<const data::EditTarget> target() const;
    // A value of many lines is better edited in the record panel, if anybody shows one: see panelEditorWanted().
    [[nodiscard]] bool hasPanelEditor() const;
    void wantPanelEditor(int row, int column) { Q_EMIT panelEditorWanted(row, column); }

    // WindowedTableModel
    [[nodiscard]] qint64 firstPosition() const override { return m_first.row; }
    [[nodiscard]] bool isPositionExact() const override { return m_first.exact; }
    [[nodiscard]] qint64 totalRows() const override { return m_total.rows; }
    [[nodiscard]] int readRows() const override { return m_window.rowCount(); }
    [[nodiscard]] bool isAtStart() const override { return m_atStart; }
    [[nodiscard]] bool isAtEnd() const override { return m_atEnd; }
    void fetchBefore() override;
    void fetchAfter() override;
    void jumpToStart() override;
    void jumpToEnd() override;
    void jumpToFraction(double fraction) override;
    // To the row that stands there in the order.
    void jumpToPlace(const data::Place &place, data::Position position);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    // Qt::EditRole with a data::CellValue.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

    static constexpr int MostPages = 5;

Q_SIGNALS:
    void loadingChanged(bool loading);
    void pageArrived();
    // The rows that are here stay. No more are asked for until reload(), reopen() or a jump.
    void failed(const howdah::Error &error);
    // What is staged, or what stands against it, changed in any way.
    void editsChanged();
    void panelEditorWanted(int row, int column);

private:
    enum class Wanted { Nothing, Replace, After, Before };
    // A row that follows those that were read.
    struct NewRow
    {
        data::RowKey key;
        quint64 order = 0;
        std::optional<ReturnedRow> saved; // it is in the database now, somewhere
    };
    struct WholeReading;

    void fetch(data::PageRequest request, Wanted wanted, int showRow = 0);
    void arrived(const data::Page &page, Wanted wanted, int showRow);
    void replace(const data::Page &page, int showRow);
    void append(const data::Page &page);
    void prepend(const data::Page &page);
    void learnTotal();
    [[nodiscard]] const data::ColumnShape &column(int section) const;
    [[nodiscard]] QString readText(int row, int column) const;
    [[nodiscard]] QVariant columnHeader(int section, int role) const;
    [[nodiscard]] QVariant rowHeader(int row, int role) const;

    // overlay, in gridmodel_overlay.cpp
    void sessionReset();
    void sessionChanged();
    void rowStaged(const data::RowKey &key);
    void scheduleSync();
    void syncNewRows();
    void showChangedRows();
    void dropNewRows(const std::set<data::RowKey> &keys);
    void addNewRows(std::vector<NewRow> rows);
    void dropSavedRowsThatWereRead();
    void takeSaved(const data::SaveReport &report);
    void removeDeleted(const std::set<data::RowKey> &keys);
    void showAll();
    [[nodiscard]] const NewRow *newRow(int row) const;
    [[nodiscard]] const ReturnedRow *returned(int row) const;
    [[nodiscard]] const data::CellValue *stagedCell(int row, int column) const;
    [[nodiscard]] CellState cellState(int row, int column) const;
    [[nodiscard]] QString stagedText(const data::CellValue &value) const;
    [[nodiscard]] QString toolTip(int row, int column) const;
    [[nodiscard]] QString spokenText(int row, int column) const;
    [[nodiscard]] QString spokenState(int row, int column) const;
    void readNextWhole(const std::shared_ptr<WholeReading> &reading);
    void readPlainWhole(const WholeRow &row, const std::function<void(const Result<data::RowBasis> &)> &handler);
    void keepWhole(const data::RowBasis &basis);
    [[nodiscard]] const data::RowBasis *wholeRow(int row) const;
    [[nodiscard]] data::RowBasis shownBasis(int row) const;
    [[nodiscard]] bool isShownCut(int row, int column) const;

    std::unique_ptr<data::PageSource> m_source;
    GridWindow m_window;
    std::vector<data::SortColumn> m_sort;
    data::Position m_first;
    data::RowTotal m_total;
    int m_serverVersion = 0;
    bool m_atStart = true;
    bool m_atEnd = true;
    bool m_cut = false;
    bool m_failed = false;
    Wanted m_wanted = Wanted::Nothing;
    double m_lastMs = 0;

    QPointer<EditSession> m_edit;
    QPointer<ConnectionController> m_connection;
    bool m_overlaid = false;
    std::vector<NewRow> m_new; // saved ones first, then in the order in which they were staged
    std::set<data::RowKey> m_touched;
    bool m_allTouched = false;
    bool m_syncing = false; // is scheduled
    mutable std::shared_ptr<const data::EditTarget> m_plainTarget;
    std::map<data::RowKey, data::RowBasis> m_whole;
    qsizetype m_wholeBytes = 0;
    quint64 m_wholeTurn = 0; // what is read for an older one is dropped
};

} // namespace howdah::ui

Q_DECLARE_METATYPE(howdah::data::CellValue)
