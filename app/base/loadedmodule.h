// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFunctionPointer>
#include <QString>

namespace howdah {

// A library of ours that is loaded when it is first needed, because what it brings along would cost every start. It
// stays to the end of the program.
struct LoadedModule
{
    QFunctionPointer entry = nullptr;
    QString problem; // why there is none
};

// "howdah-keychain.so", from beside the program in a build folder, else where it is installed.
[[nodiscard]] LoadedModule loadModule(const QString &fileName, const char *entryPoint);

} // namespace howdah
