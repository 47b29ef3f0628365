// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "browse/recordmodel.h"

#include <QWidget>

#include <functional>

class QAction;
class QLabel;
class QListView;
class QToolButton;

namespace howdah::ui {

class RecordDelegate;
class StateStack;

// The current row with its full values, a column beneath the other. UI thread; cost follows what is in sight, not the
// number of columns or the length of values.
class RecordPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit RecordPanel(QWidget *parent = nullptr);

    // A value for each column: the server's text, nullopt for NULL. The same columns again keep the place that is read.
    void setRecord(const std::vector<data::ColumnShape> &columns, RecordValues values);
    void setLoading(std::function<void()> cancel = {});
    void setError(const Error &error, std::function<void()> retry = {});
    void clear(); // no row is chosen

    [[nodiscard]] QListView *view() const { return m_view; }
    [[nodiscard]] StateStack *states() const { return m_states; }
    // For palettes: copy this value, copy all, lay out JSON.
    [[nodiscard]] QList<QAction *> paletteActions() const;

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeActions();
    [[nodiscard]] QWidget *makeHead();
    void copyValue();
    void copyAll();
    void placeButton();

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
