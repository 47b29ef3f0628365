// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridlabels.h"
#include "grid/gridroles.h"
#include "grid/openrows.h"
#include "grid/windowedtablemodel.h"

namespace howdah::ui {

// The rows of a relation around one place: at most some pages of them, however long the relation is. Pages come by
// themselves when the view nears an end of the window, and go at the other end. UI thread; never blocks.
//
// Over them lies what is staged in an EditSession, found by the identity of the rows, so that it shows wherever a row
// turns up after sorting, filtering, paging or reading again. New rows have no place in an order that the server makes,
// nor in a filter: they follow the last row that is here, whichever part of the relation that is. So they are at the
// end of the relation, one key away from everywhere, and stay in sight while somebody works on them.
//
// What is known of the relation that is open stands in objects that close() and open() destroy: ask for them each time.
class GridModel final : public WindowedTableModel
{
    Q_OBJECT
public:
    // Without a session nothing can be edited; the connection lets editors look up referenced rows.
    explicit GridModel(
        EditSession *edits = nullptr, ConnectionController *connection = nullptr, QObject *parent = nullptr);
    ~GridModel() override;

    // Another relation, filter or order: the first page is asked for. The session is used by this model alone.
    void
    open(std::shared_ptr<connection::Session> session, data::PageQuery query, int serverVersion, data::RowTotal total);
    void close();
    // Reads again what is shown, at the same place.
    void reload() { m_open->pages.reload(); }
    // Another session for the same query, after the line was lost: what is shown stays, and is read again.
    void reopen(std::shared_ptr<connection::Session> session) { m_open->pages.reopen(std::move(session)); }
    // Which of the rows that are here have to be here again after either.
    void setWantedAgain(std::function<PageReader::Extent()> wanted);
    // What is read now, pages and whole values.
    void cancel();

    [[nodiscard]] bool isOpen() const { return m_open->pages.isOpen(); }
    [[nodiscard]] bool isLoading() const { return m_open->pages.isLoading(); }

    [[nodiscard]] PageReader &pages() const { return m_open->pages; }
    [[nodiscard]] LoadedRows &loaded() const { return m_open->loaded; }
    [[nodiscard]] const GridRows &rows() const { return m_open->rows; }
    [[nodiscard]] GridOverlay &overlay() const { return m_open->overlay; }
    // Labels of references, and what is hidden. Kept by copies, too: what is seen is what is copied.
    [[nodiscard]] GridLabels &labels() const { return *m_labels; }
    [[nodiscard]] RowReader &reader() const { return m_open->reader; }

    // A value of many lines is better edited in the record panel: false when nobody shows one.
    bool wantPanelEditor(int row, int column);

    // WindowedTableModel
    [[nodiscard]] qint64 firstPosition() const override { return loaded().first().row; }
    [[nodiscard]] bool isPositionExact() const override { return loaded().first().exact; }
    [[nodiscard]] qint64 totalRows() const override { return loaded().total().rows; }
    [[nodiscard]] bool isTotalExact() const override { return loaded().total().exact; }
    [[nodiscard]] int readRows() const override { return loaded().count(); }
    [[nodiscard]] bool isAtStart() const override { return loaded().isAtStart(); }
    [[nodiscard]] bool isAtEnd() const override { return loaded().isAtEnd(); }
    void fetchBefore() override { pages().fetchBefore(); }
    void fetchAfter() override { pages().fetchAfter(); }
    void jumpToStart() override { pages().jumpToStart(); }
    void jumpToEnd() override { pages().jumpToEnd(); }
    void jumpToFraction(double fraction) override { pages().jumpToFraction(fraction); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    // Qt::EditRole with a data::CellValue.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void loadingChanged(bool loading);
    void pageArrived();
    // Around the rows of reload() and reopen(), which replace those that are here.
    void aboutToReadAgain();
    void readAgain();
    // What was saved is shown: the rows are as the server has them.
    void rowsSaved();
    // The rows that are here stay. No more are asked for until reload(), reopen() or a jump.
    void failed(const howdah::Error &error);
    // What is staged, or what stands against it, changed in any way.
    void editsChanged();
    void panelEditorWanted(int row, int column);

private:
    [[nodiscard]] std::unique_ptr<OpenRows> nothingOpen();
    void showRows(const OpenRows &open);
    void showLabels();
    void takePage(const data::Page &page, PageReader::Wanted wanted, int showRow);

    QPointer<EditSession> m_edits;
    QPointer<ConnectionController> m_connection;
    GridLabels *m_labels;
    std::function<PageReader::Extent()> m_wantedAgain;
    std::unique_ptr<OpenRows> m_open; // never nullptr
};

} // namespace howdah::ui
