// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/card.h"
#include "entity/labels.h"

#include <QAbstractListModel>
#include <QSet>

namespace howdah::ui {

class LabelReader;

// The facts of a card and what it is related to, a line each: the columns that the model shows first, then each
// relation with its count and its newest rows. Sensitive values are masked until they are revealed. UI thread.
class CardModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum class Kind { Fact, Relation, Related, Note };
    enum Role {
        KindRole = Qt::UserRole + 1, // int of Kind
        TitleRole,                   // the column, or the relation, or the label of a row
        ValueRole,                   // of a fact; how many, of a relation; the time of a row
        StateRole,                   // of a related row, or of a fact that is the state
        ToneRole,                    // int of entity::Tone
        FollowRole,                  // bool: it leads to another row
        MaskedRole,                  // bool: there is a value that is not shown
    };

    // `labels`: of the references; may be nullptr.
    explicit CardModel(LabelReader *labels, QObject *parent = nullptr);

    void setCard(const entity::Card &card);
    void clear();
    [[nodiscard]] const std::optional<entity::Card> &card() const { return m_card; }

    // The row of another entity that a line leads to; nothing where it leads nowhere.
    struct Target
    {
        const entity::BoundEntity *entity = nullptr;
        entity::RowValues key;
        QString title; // of the crumb
    };
    [[nodiscard]] std::optional<Target> target(int row) const;
    // Of a line that is a relation; -1 for others.
    [[nodiscard]] int relationAt(int row) const;
    // The column of a fact; "" for others.
    [[nodiscard]] QString columnAt(int row) const;
    void reveal(const QString &column);
    [[nodiscard]] bool isMasked(const QString &column) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    struct Line
    {
        Kind kind = Kind::Fact;
        QString column;    // of a fact
        int relation = -1; // of m_card
        int related = -1;  // of its newest rows
        QString note;
    };
    void addFacts();
    void addRelations();
    void wantLabels();
    [[nodiscard]] const entity::LabelledColumn *labelled(const QString &column) const;
    [[nodiscard]] std::optional<entity::LabelKey> keyOf(const entity::LabelledColumn &column) const;
    [[nodiscard]] QString factText(const QString &column) const;
    [[nodiscard]] QString title(const Line &line) const;
    [[nodiscard]] QString value(const Line &line) const;
    [[nodiscard]] QString state(const Line &line) const;
    [[nodiscard]] entity::Tone tone(const Line &line) const;

    LabelReader *m_labels;
    std::optional<entity::Card> m_card;
    std::vector<entity::LabelledColumn> m_columns;
    std::vector<Line> m_lines;
    QSet<QString> m_revealed;
};

} // namespace howdah::ui
