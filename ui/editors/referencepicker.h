// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/lookup.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListView;
class QModelIndex;
class QStandardItem;
class QStandardItemModel;
class QTimer;

namespace howdah::ui {

class ChoiceDelegate;

// Rows that may be referenced, found while a word is typed: a popup with a field, a list and what became of the search.
class ReferencePicker final : public QFrame
{
    Q_OBJECT
public:
    ReferencePicker(data::Reference reference, Lookup *lookup, QWidget *parent);

    // Beneath a widget, or above it where there is no room.
    void open(const QWidget *beneath);
    [[nodiscard]] QLineEdit *search() const { return m_search; }
    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QString status() const;
    [[nodiscard]] bool isSearching() const { return m_searching; }

Q_SIGNALS:
    void chosen(const howdah::data::ReferenceChoice &choice);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildLayout();
    void begin();
    void showChoices(const Result<Lookup::Choices> &choices);
    void choose(const QModelIndex &index);

    data::Reference m_reference;
    Lookup *m_lookup;
    QLineEdit *m_search;
    QListView *m_list;
    QStandardItemModel *m_model;
    ChoiceDelegate *m_delegate;
    QLabel *m_status;
    QTimer *m_delay;
    Lookup::Choices m_choices;
    bool m_searching = false;
};

// As a list with a ChoiceDelegate shows it. The caller owns it.
[[nodiscard]] QStandardItem *choiceItem(const data::ReferenceChoice &choice);

} // namespace howdah::ui
