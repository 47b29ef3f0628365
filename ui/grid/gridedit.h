// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridmodel.h"
#include "data/transfer/cliptext.h"

#include <QAction>

namespace howdah::ui {

class EditSession;
class GridTable;

// What is done with the selected cells and rows of a grid: one undo step each, all or nothing. Actions that cannot be
// used are disabled, and their tool tips say why. Values that are only here in part are read whole first, without
// waiting for them. UI thread.
class GridEdit final : public QObject
{
    Q_OBJECT
public:
    enum class Do {
        Copy, // as TSV: what spreadsheets take and what Paste gives back
        CopyWithNames,
        CopyCsv,
        CopyJson,
        CopyInsert,
        CopyUpdate,
        CopyMarkdown,
        CopyInList,
        CopyNames, // of the columns
        Paste,
        PasteAsRows,
        InsertRow,
        DuplicateRows,
        DeleteRows,
        SetNull,
        SetEmpty,
        SetDefault,
        FillDown,
        RevertCells,
        RevertRows,
    };

    // The session may be nullptr: then copying is all that can be done.
    GridEdit(GridTable *table, GridModel *model, EditSession *session, QObject *parent = nullptr);
    ~GridEdit() override;

    [[nodiscard]] QAction *action(Do what) const { return m_actions.at(what); }
    [[nodiscard]] QAction *copyAction() const { return action(Do::Copy); }
    // In the order of a context menu, with separators and a menu for the ways of copying. The table has them already.
    [[nodiscard]] QList<QAction *> actions() const { return m_menu; }
    // All of them, for the palette.
    [[nodiscard]] QList<QAction *> paletteActions() const;
    // Whether values are being read for an action, or a block is being written or taken apart.
    [[nodiscard]] bool isBusy() const { return m_busy > 0; }

    // More than this is not pasted or set at once: importing a file is made for that.
    static constexpr qsizetype MostCells = 100'000;
    static constexpr qsizetype MostNewRows = 10'000;

Q_SIGNALS:
    // What was done, or why it was not, in a sentence.
    void message(const QString &text);
    void busyChanged(bool busy);
    // All rows are selected, and not all are here: whoever can read them copies them. With nobody there only those that
    // are here are copied, which is said.
    void copyAllWanted(howdah::data::ClipFormat format, const std::vector<int> &columns);

private:
    // Cells as they are selected, by their place on the screen.
    struct Selection
    {
        std::vector<int> rows;
        std::vector<int> columns; // in the order in which they are shown
        [[nodiscard]] bool isEmpty() const { return rows.empty() || columns.empty(); }
    };
    // What cells are to be set to. The rows are known by index, since others may come and go meanwhile.
    struct Wishes
    {
        std::vector<QPersistentModelIndex> rows;
        std::vector<int> columns;
        // By the places among both; nullptr: nothing is set there.
        std::function<const data::CellValue *(size_t row, size_t column)> value;
    };
    using Block = std::shared_ptr<const std::vector<std::vector<data::CellValue>>>;
    struct PasteJob;
    struct StageJob;

    void makeActions();
    QAction *make(Do what, const QString &icon, const QString &text, const QString &tip, const QKeySequence &keys = {});
    void arrangeMenu();
    void scheduleUpdate();
    void updateActions();
    void enable(Do what, const QString &refusal);
    [[nodiscard]] QString editRefusal() const;
    [[nodiscard]] QString refusalOf(Do what) const;
    [[nodiscard]] QString copyRefusal(data::ClipFormat format) const;
    [[nodiscard]] QString rowRefusal(Do what) const;
    [[nodiscard]] QString fillRefusal() const;
    void run(Do what);

    [[nodiscard]] Selection selection() const;
    // All rows are selected, and more than are here.
    [[nodiscard]] bool isMoreSelected() const;
    // What is to be said of the others when something was done to those that are here; "" without others.
    [[nodiscard]] QString restNote() const;
    void copyNames();
    void copy(data::ClipFormat format);
    [[nodiscard]] QString hiddenRefusal(const Selection &cells, data::ClipFormat format) const;
    void write(data::ClipBlock block, data::ClipFormat format);
    void paste(bool asRows);
    void pasted(const PasteJob &job, const Block &block);
    void pasteIntoCells(const PasteJob &job, const Block &block);
    void pasteAsRows(const PasteJob &job, const Block &block);
    void insertPasted(std::vector<std::map<int, data::CellValue>> rows);
    void insertRow();
    void duplicateRows();
    void deleteRows();
    void setSelected(const data::CellValue &value, const QString &what);
    void fillDown();
    void revertCells();
    void revertRows();

    // Stages cells, after reading those whole whose beginning only is here; in turns of the event loop.
    void stage(Wishes wishes, const QString &what, const QString &done);
    bool judgeNext(StageJob &job);
    void judged(const std::shared_ptr<StageJob> &job);
    // Once what was begun is staged, or was refused; perhaps at once.
    void afterStaging(const Result<void> &begun, std::function<void(const Result<void> &)> then);
    // The handler gets the rows in the order of the requests.
    void readWhole(std::vector<WholeRow> rows, std::function<void(const std::vector<data::RowBasis> &)> handler);
    void refuse(int row, int column, const QString &why);
    [[nodiscard]] QString placeName(int row, int column) const;
    void goToRow(const data::RowKey &key);
    void busy(int change);

    GridTable *m_table;
    GridModel *m_model;
    QPointer<EditSession> m_session;
    std::map<Do, QAction *> m_actions;
    QList<QAction *> m_menu;
    std::map<Do, QString> m_tips;
    std::function<void(const Result<void> &)> m_afterStaging;
    mutable std::optional<Selection> m_known; // while all actions are looked at
    int m_busy = 0;
    bool m_updating = false;
};

// As bytes, which are turned into text only when somebody pastes: a value may be of many megabytes. `cells` is the same
// for another grid.
void toClipboard(const QByteArray &text, const QByteArray &cells = {});

} // namespace howdah::ui
