// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/references.h"

namespace howdah::ui {

class ConnectionController;

// What a column of a relation refers to, by the catalog of a connection, with the labels that its models give; nothing
// where it refers to nothing, or nobody knows. UI thread.
[[nodiscard]] std::optional<data::Reference>
labelledReference(ConnectionController &connection, quint32 relation, int column);

// With the label of a model, or without the columns that it calls sensitive. UI thread.
[[nodiscard]] data::Reference withLabel(ConnectionController &connection, data::Reference reference);

// How a choice is written: "Nova  ·  3f2a91c0", or its key where it has no label. One line, made safe to show.
[[nodiscard]] QString choiceText(const data::ReferenceChoice &choice);
// Its label, or its key where it has none.
[[nodiscard]] QString choiceLabel(const data::ReferenceChoice &choice);
[[nodiscard]] QString choiceKey(const data::ReferenceChoice &choice);
[[nodiscard]] QString choiceShortKey(const data::ReferenceChoice &choice);

} // namespace howdah::ui
