export const trend = {
  title: '历次变化',
  place: '部位',
  places: { whole: '整个舌', root: '舌根', centre: '舌中', left: '左侧（图中）', right: '右侧（图中）', tip: '舌尖' },
  signs: {
    coatingCoverage: '苔的覆盖', greasy: '腻', toothMarks: '齿痕', cracks: '裂纹',
    bodyLightness: '舌体明度 L*', bodyRedness: '舌体红度 a*', coatingYellowness: '苔黄度 b*',
  },
  visits: (count: number, since: string) => `${count} 次就诊，自 ${since}。`,
  leftOut: (count: number) => `另有 ${count} 张照片的色彩校正状态与本次不同，不可相比，未列入。`,
  noColours: '未用色卡校正：不显示颜色变化。',
  beyond: '超出波动',
  within: '在波动之内',
  change: (text: string) => `较上次 ${text}`,
  course: (sign: string, values: string) => `${sign}：${values}`,
  band: '灰带为测量波动：在此范围内的变化不说明什么（按绘制的舌在光照改变下测得，非临床重复拍摄）。',
}
