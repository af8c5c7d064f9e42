export const retraining = {
  title: '定期写出训练包',
  hint: '把新签署的标注按计划写成训练包（不含身份信息，未加密），供 ctranscnn train 使用。只在有人登录时进行，并记在登录者名下；关机期间错过的，下次登录后补一次。没有新内容时不写。',
  folder: '存放训练包的文件夹',
  folderHint: '运行本程序的电脑上的完整路径；留空即关闭',
  everyDays: '每隔几天（0 为不按天数）',
  everySignatures: '新签名达到几个（0 为不按数量）',
  save: '保存',
  off: '未启用。',
  unreachable: '现在找不到这个文件夹：请检查磁盘是否已连接。到期的训练包会在文件夹恢复后写出。',
  columns: { task: '任务', newSignatures: '新签名（含修订）', last: '最近一次' },
  never: '尚无',
  outcome: { written: '已写出', nothingNew: '没有新内容，未写', failed: '未成功' },
}
