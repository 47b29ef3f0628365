// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/importpreview.h"

#include <QAbstractTableModel>

namespace howdah::ui {

// The first rows of a file, as they would be read. UI thread.
class PreviewModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { NullRole = Qt::UserRole + 1 }; // bool; an empty text is not NULL

    using QAbstractTableModel::QAbstractTableModel;
    void setPreview(std::shared_ptr<const data::ImportPreview> preview);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const data::ImportPreview> m_preview;
};

// Which column of the table each field of the file goes to. UI thread.
class MappingModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { FieldColumn, LooksColumn, SampleColumn, TargetColumn, ColumnCount };
    enum Role {
        TargetRole = Qt::UserRole + 1, // int: the column, or data::leftOut; data::noColumn until that is said; editable
        ProblemRole,                   // QString: why this will not do; "" without
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setPreview(std::shared_ptr<const data::ImportPreview> preview, const data::EditTarget &target);

    [[nodiscard]] const std::vector<int> &targets() const { return m_targets; }
    void setTarget(int field, int column);
    // Fields of which nobody has said where they go.
    [[nodiscard]] bool hasUnknown() const;
    void leaveOutUnknown();
    [[nodiscard]] const data::EditTarget &target() const { return m_target; }
    // Why this cannot be imported; "" when it can.
    [[nodiscard]] QString problem() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void mappingChanged();

private:
    [[nodiscard]] QString problemOf(int field) const;

    std::shared_ptr<const data::ImportPreview> m_preview;
    data::EditTarget m_target;
    std::vector<int> m_targets;
    std::vector<int> m_uses; // of each column: how many fields go to it
};

// A column as it stands in lists; the words for a field that has none, or is left out.
[[nodiscard]] QString targetWords(const data::EditTarget &target, int column);

} // namespace howdah::ui
