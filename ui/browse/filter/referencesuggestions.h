// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/references.h"
#include "data/page/filter.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

class QCompleter;
class QLineEdit;
class QListView;
class QStandardItemModel;

namespace howdah::ui {

class ChoiceDelegate;
class ConnectionController;
class Lookup;

// What helps to type the value of a reference in a filter: while a word is typed, the rows that are called so, beneath
// the field; and what the row is called whose value stands there. The value is what is chosen and kept. UI thread.
class ReferenceSuggestions final : public QObject
{
    Q_OBJECT
public:
    // `field` owns it.
    explicit ReferenceSuggestions(QLineEdit *field);
    ~ReferenceSuggestions() override;

    void setConnection(ConnectionController *connection);
    void setSubject(const data::RelationShape &shape, int column, data::FilterOperator op);
    // Enter in the field: takes the row that is chosen in the list, or the first one where what is typed is no value of
    // the column but words. False where neither is: what is typed is meant.
    [[nodiscard]] bool takeOnEnter();
    // "Nova  ·  3f2a91c0", of each value; "" where nothing is known.
    [[nodiscard]] QString label() const;
    [[nodiscard]] bool isSearching() const { return m_searching || m_delay.isActive(); }

Q_SIGNALS:
    void chosen(const QString &value);
    void labelChanged();

private:
    [[nodiscard]] bool isOffered() const;
    [[nodiscard]] bool isValue(const QString &text) const;
    [[nodiscard]] QStringList values() const;
    void typed();
    void search();
    void found(const QString &text, const Result<std::vector<data::ReferenceChoice>> &choices);
    void choose(int row);
    void askForLabels();

    QLineEdit *m_field;
    QPointer<ConnectionController> m_connection;
    data::RelationShape m_shape;
    int m_column = -1;
    data::FilterOperator m_op = data::FilterOperator::Equal;
    std::optional<data::Reference> m_reference; // while something is searched in it
    QCompleter *m_completer;
    QListView *m_list;
    QStandardItemModel *m_model;
    ChoiceDelegate *m_delegate;
    Lookup *m_lookup = nullptr;
    QTimer m_delay;
    std::vector<data::ReferenceChoice> m_choices;
    bool m_searching = false;
    bool m_takesFirst = false; // Enter came before the answer
};

} // namespace howdah::ui
