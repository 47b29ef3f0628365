// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "browse/inspector/referencespanel.h"
#include "grid/record/recordmodel.h"
#include "common/page.h"
#include "connection/session/rowbatch.h"
#include "entity/placedsql.h"

#include <QPersistentModelIndex>
#include <QPointer>
#include <QWidget>

#include <functional>

class QAction;
class QKeyEvent;
class QLabel;
class QListView;
class QSplitter;
class QToolButton;

namespace howdah::ui {

class EntityCard;
class GridModel;
class RecordDelegate;
class RecordEditor;
class StateStack;

// The current row: where a model knows its relation the card of the entity, and beneath it, or alone, its full values,
// a column beneath the other; F2, Enter or a double click edits one of them in a field beneath. UI thread; cost follows
// what is in sight, not the number of columns or the length of values.
class RecordPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit RecordPanel(QWidget *parent = nullptr);

    // The rows that it shows one of, and through which it is edited. The model outlives the panel.
    void attach(GridModel *model);
    // With them rows have cards.
    void setServices(const PageServices &services);
    [[nodiscard]] EntityCard *card() const { return m_card; } // nullptr without services
    // Reads the row whole and shows it, with what is staged for it. Negative: none.
    void showRow(int row);
    [[nodiscard]] int row() const { return m_row.row(); }
    // Opens the field for this column of the row that is shown, or says there why it cannot be edited.
    void editColumn(int column);
    [[nodiscard]] RecordEditor *editor() const { return m_editor; }

    // A value for each column: the server's text, nullopt for NULL. The same columns again keep the place that is read.
    void setRecord(const std::vector<data::ColumnShape> &columns, RecordValues values);
    void setLoading(std::function<void()> cancel = {});
    void setError(const Error &error, std::function<void()> retry = {});
    void clear(); // no row is chosen

    [[nodiscard]] QListView *view() const { return m_view; }
    [[nodiscard]] StateStack *states() const { return m_states; }
    // For palettes: copy this value, copy all, lay out JSON.
    [[nodiscard]] QList<QAction *> paletteActions() const;

Q_SIGNALS:
    void recordShown(); // after showRow()
    // Of the card.
    void trailChanged();
    void rowsWanted(const howdah::ui::ReferenceStep &step);
    void viewWanted(catalog::Oid relation, entity::RowValues key, int viewIndex);
    void relationChanged(catalog::Oid relation);
    void refused(const QString &why);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeActions();
    [[nodiscard]] QWidget *makeHead();
    void copyValue();
    void copyAll();
    void placeButton();
    void fetch();
    void arrived(const Result<connection::RowBatch> &answer);
    void showEdits();
    void showCard(const RecordValues &values);
    void cardShown();
    void maskValues();
    void revealColumn(int column);
    bool takeKey(const QKeyEvent &event);

    QPointer<GridModel> m_grid;
    QPersistentModelIndex m_row;
    Latest m_asked; // what is on its way for another row is dropped
    ConnectionController *m_connection = nullptr;
    EntityCard *m_card = nullptr;
    bool m_isElsewhere = false; // what is shown is another row than the grid's
    QSet<QString> m_revealed;   // sensitive columns of what is shown
    QSplitter *m_body;
    RecordEditor *m_editor;
    RecordModel *m_model;
    QListView *m_view;
    RecordDelegate *m_delegate;
    StateStack *m_states;
    QAction *m_copyValue;
    QAction *m_copyAll;
    QAction *m_layOutJson;
    QToolButton *m_jsonButton = nullptr;
    QToolButton *m_valueButton; // over the head line of the value under the pointer, else of the current one
    int m_hovered = -1;
};

} // namespace howdah::ui
