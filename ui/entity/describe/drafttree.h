// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/draft/draft.h"

#include <QAbstractItemModel>

namespace howdah::ui {

// The draft of a model as it can be put right: its groups, their entities and the relations of these. Each can be left
// out; titles, labels and the group of an entity can be typed. An entity whose group becomes another one moves there,
// and a group that was not there is made. UI thread.
class DraftTree final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Title, Label, Group, Source, ColumnCount };
    using QAbstractItemModel::QAbstractItemModel;

    void setDraft(const entity::ModelDraft &draft);
    [[nodiscard]] const entity::ModelDraft &draft() const { return m_draft; }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void edited(); // the draft is another one now

private:
    // What a row is; -1 where it is above that.
    struct Place
    {
        int group = -1;
        int entity = -1; // of the draft
        int relation = -1;
    };
    [[nodiscard]] static quintptr idOf(const Place &place);
    [[nodiscard]] static Place placeOf(const QModelIndex &index);
    void arrange();
    [[nodiscard]] QString textOf(const Place &place, int column) const;
    [[nodiscard]] Qt::CheckState checkOf(const Place &place) const;
    void check(const Place &place, bool isWanted);
    bool setText(const Place &place, int column, const QString &text);
    void moveTo(entity::EntityDraft &entity, const QString &title);

    entity::ModelDraft m_draft;
    std::vector<std::vector<int>> m_members; // by group: its entities
};

} // namespace howdah::ui
