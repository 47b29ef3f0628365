// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/mappingdelegate.h"
#include "transfer/previewmodel.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::ui;

namespace {

EditTarget target()
{
    EditTarget target;
    target.shape.name = u"t"_s;
    target.columns = {
        {.name = u"id"_s, .declared = u"integer"_s, .category = TypeCategory::Integer},
        {.name = u"<b>name</b>"_s, .declared = u"text"_s, .category = TypeCategory::Text},
        {.name = u"sum"_s, .declared = u"integer"_s, .insert = ReadOnlyReason::Generated}};
    return target;
}

std::shared_ptr<const ImportPreview> previewed(const QByteArray &text)
{
    auto preview = previewOfBytes(text, true, {}, target());
    if (!preview)
        qFatal("%s", qPrintable(describe(preview.error())));
    return std::make_shared<const ImportPreview>(*preview);
}

} // namespace

class TransferModelsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nullAndEmptyAreTwoThings()
    {
        PreviewModel model;
        const QAbstractItemModelTester tester(&model);
        model.setPreview(previewed("id,sum\n1,\n2,\"\"\n3,\"a\nb\"\n"));
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(model.index(0, 1).data(PreviewModel::NullRole).toBool());
        QCOMPARE(model.index(0, 1).data().toString(), u"NULL"_s);
        QVERIFY(!model.index(1, 1).data(PreviewModel::NullRole).toBool());
        QCOMPARE(model.index(1, 1).data().toString(), u""_s);
        QCOMPARE(model.index(2, 1).data().toString(), u"a␤b"_s);
        QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), u"sum"_s);
        QCOMPARE(model.headerData(2, Qt::Vertical, Qt::DisplayRole).toString(), u"4"_s); // the line of the file
        model.setPreview(nullptr);
        QCOMPARE(model.rowCount(), 0);
    }

    void fieldsGoToColumns()
    {
        MappingModel model;
        const QAbstractItemModelTester tester(&model);
        QSignalSpy changed(&model, &MappingModel::mappingChanged);
        model.setPreview(previewed("id,<b>name</b>,sum,more\n1,a,2,x\n"), target());
        // The server computes the sum; of the last one nobody has said anything.
        QCOMPARE(model.targets(), (std::vector{0, 1, data::leftOut, data::noColumn}));
        QCOMPARE(model.index(2, MappingModel::TargetColumn).data().toString(), u"(skip)"_s);
        QCOMPARE(model.index(3, MappingModel::TargetColumn).data().toString(), u"(no column)"_s);
        QVERIFY(model.hasUnknown());
        QCOMPARE(model.problem(), u"more has no column: map it to one, or skip it"_s);
        model.leaveOutUnknown();
        QVERIFY(!model.hasUnknown());
        QVERIFY(model.problem().isEmpty());
        QCOMPARE(model.index(3, MappingModel::TargetColumn).data().toString(), u"(skip)"_s);
        QCOMPARE(model.index(1, MappingModel::SampleColumn).data().toString(), u"a"_s);
        QVERIFY(model.setData(model.index(3, MappingModel::TargetColumn), 0, MappingModel::TargetRole));
        QCOMPARE(changed.size(), 3);
        QCOMPARE(model.problem(), u"Two fields are mapped to id"_s);
        QVERIFY(!model.index(0, MappingModel::TargetColumn).data(MappingModel::ProblemRole).toString().isEmpty());
        model.setTarget(0, data::leftOut);
        QVERIFY(model.problem().isEmpty()); // a guess that it does not fit is no refusal
        QVERIFY(!model.index(3, MappingModel::TargetColumn).data(MappingModel::ProblemRole).toString().isEmpty());
        for (int field = 0; field < 4; ++field)
            model.setTarget(field, data::leftOut);
        QVERIFY(!model.problem().isEmpty());
    }

    void aColumnIsChosenByKeyboard()
    {
        MappingModel model;
        model.setPreview(previewed("x,y\n1,a\n"), target());
        QTableView view;
        view.setModel(&model);
        view.setItemDelegate(new MappingDelegate(&view));
        view.show();
        view.setCurrentIndex(model.index(1, MappingModel::TargetColumn));
        view.edit(view.currentIndex());
        auto *box = view.findChild<QComboBox *>();
        QVERIFY(box);
        QCOMPARE(box->count(), 3); // leave out, id, name: not the sum
        box->setCurrentIndex(2);
        Q_EMIT box->activated(2);
        QCOMPARE(model.targets(), (std::vector{data::noColumn, 1}));
        // The words are text, whatever they look like.
        QCOMPARE(model.index(1, MappingModel::TargetColumn).data().toString(), u"<b>name</b>  text"_s);
    }
};

HOWDAH_UI_TEST_MAIN(TransferModelsTest)
#include "tst_models.moc"
